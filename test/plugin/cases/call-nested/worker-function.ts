import { one } from './lib'
const two = 2
const double = (n: number) => n * two
export default ({ n }) => () => double(n) + one
