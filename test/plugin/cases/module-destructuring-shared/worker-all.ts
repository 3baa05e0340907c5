let count = 0
function next() {
  count += 1
  return { a: count, b: { c: count + 1 }, d: [count] }
}
const { a, b: { c }, d: [e] } = next()
const { a: again = 7, ['d']: computed } = next()
export default () => () => [a, c, e, again, computed]
