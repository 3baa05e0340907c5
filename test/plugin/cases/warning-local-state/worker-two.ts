export default ({ seen }) => {
  const add = (n: number) => seen.push(n)
  return () => add(2)
}
