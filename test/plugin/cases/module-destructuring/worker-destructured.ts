const { a, nested: [b, ...rest], ...others } = { a: 1, nested: [2, 3, 4], c: 5, d: 6 }
const [x = a] = []
export default () => () => [b, rest, others, x]
