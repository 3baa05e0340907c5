export default ({ log, count }) => {
  const next = () => {
    log.push(`next ${count + 1}`)
    return ++count
  }
  const peek = () => count
  function reset() {
    count = 0
    log = []
  }
  const shown = () => log.join()
  return () => {
    const first = [next(), next(), peek(), shown()]
    reset()
    return [first, next(), peek(), shown()]
  }
}
