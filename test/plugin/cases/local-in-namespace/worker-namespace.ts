export default ({ unit }) => {
  const show = (n: number) => `${n}${unit}`
  function twice(n: number) {
    return show(n * 2)
  }
  return () => twice(2)
}
