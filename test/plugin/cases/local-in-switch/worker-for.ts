export default ({ kind }) => {
  const f = () => kind
  return f
}
