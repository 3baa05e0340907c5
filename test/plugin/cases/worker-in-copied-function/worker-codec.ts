import { scale } from './lib'
export default () => () => (n: number) => scale(n)
