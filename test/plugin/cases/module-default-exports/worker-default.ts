function twice(n: number) {
  return n * 2
}
export default () => () => twice(4)
