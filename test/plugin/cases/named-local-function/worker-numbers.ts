export default ({ start, offset }) => {
  const work = () => start + offset
  function* numbers() {
    yield work()
  }
  return numbers
}
