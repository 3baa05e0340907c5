const factor = 2
function declared() {
  return 21 * factor
}
const arrow = async () => `arrow ${await declared()}`
export default () => arrow
