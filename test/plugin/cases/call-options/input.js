import { task } from 'verdigris'
import { limits } from './limits'

export const run = async (timeout = 5) => [
  await task('object', { timeout, signal: undefined }, () => 1),
  await task('variable', limits, () => 2),
  await task('conditional', timeout ? limits : {}, () => 3),
]
