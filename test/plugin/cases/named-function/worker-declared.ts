const factor = 2
function declared() {
  return 21 * factor
}
export default () => declared
