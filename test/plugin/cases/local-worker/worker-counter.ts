export default ({ count }) => {
  const next = () => ++count
  const api = () => ({ next, peek: () => count })
  return () => ({ ...api(), twice: () => [next(), next()] })
}
