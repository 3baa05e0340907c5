export default ({ offset, factor }) => {
  const scale = (n: number) => n * factor
  const shift = (n: number) => scale(n) + offset
  return () => [shift(2), scale(5)]
}
