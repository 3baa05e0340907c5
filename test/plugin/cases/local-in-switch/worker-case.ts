export default ({ kind }) => {
  const word = () => kind
  return () => word()
}
