import { pool, worker } from 'verdigris'
import * as v from 'verdigris'

const alias = worker
export const makers = [pool, v.worker]
export const sizes = [1, 2].map((size) => ({ size })).map(pool)
export { worker, pool as many }
alias('x', () => () => 1)
