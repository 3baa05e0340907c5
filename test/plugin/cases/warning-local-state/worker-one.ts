export default ({ count }) => {
  const next = () => ++count
  return () => next()
}
