import { grow } from './lib'
const STEP = 2
let starts = 0
const begin = () => (starts += 1)
export default ({ first }) => () => {
    begin()
    let count = first
    return (by: number) => {
      count = grow(count, by * STEP)
      return [count, starts]
    }
  }
