import { task } from 'verdigris'

let count = 0
const increase = () => ++count
export const run = async () => [await task('increase', () => increase() > 0), count]
