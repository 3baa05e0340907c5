export default ({ start, offset }) => {
  const work = () => start + offset
  return work
}
