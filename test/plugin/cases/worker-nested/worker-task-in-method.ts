const two = 2
const double = (n: number) => n * two
export default ({ n, c }) => () => double(n) + c
