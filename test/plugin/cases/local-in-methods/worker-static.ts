export default () => {
  const local = (n: number) => n + 1
  return () => local(1)
}
