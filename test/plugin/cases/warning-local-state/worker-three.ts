export default ({ repeated }) => {
  const again = () => (repeated += 1)
  return () => again()
}
