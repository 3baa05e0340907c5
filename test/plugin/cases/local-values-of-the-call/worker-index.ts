export default ({ index }) => {
  const twice = () => index * 2
  return () => twice()
}
