const two = 2
const double = (n: number) => n * two
export default ({ a, c, d }) => () => [a, c, d, double(d)]
