const two = 2
const double = (n: number) => n * two
export default ({ a }) => () => (n: number) => double(n) + a
