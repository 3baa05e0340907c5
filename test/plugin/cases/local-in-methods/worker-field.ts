export default ({ size }) => {
  const double = () => size * 2
  return () => double()
}
