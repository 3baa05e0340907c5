export default ({ word }) => {
  const show = () => word
  return () => show()
}
