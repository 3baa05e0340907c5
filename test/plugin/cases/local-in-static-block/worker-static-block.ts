export default ({ local }) => {
  const show = () => local
  return () => show()
}
