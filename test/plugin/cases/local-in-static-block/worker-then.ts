export default ({ n }) => {
  const f = () => n
  return f
}
