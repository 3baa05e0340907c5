export default ({ n, memo }) => {
  const cached = () => (memo ??= 5)
  return () => cached() + n
}
