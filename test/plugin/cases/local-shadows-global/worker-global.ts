export default ({ word, values }) => {
  const largest = () => Math.max(...values)
  const own = () => largest()
  return () => [own(), word]
}
