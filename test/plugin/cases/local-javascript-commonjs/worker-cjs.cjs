export default () => {
  const self = function inner(n) {
    return n > 2 ? n : inner(n + 1)
  }
  return () => self(0)
}
