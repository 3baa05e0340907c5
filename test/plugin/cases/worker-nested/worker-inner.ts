export default ({ c, b }) => () => (n: number) => [n, c, b]
