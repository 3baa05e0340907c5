const factor = 2
function declared() {
  return 21 * factor
}
function* stream() {
  yield 1
  yield declared()
}
export default () => stream
