export default ({ factor, offset }) => {
  const scale = (n: number) => n * factor
  const shift = (n: number) => scale(n) + offset
  return () => shift(factor)
}
