import { task } from 'verdigris'
import * as v from 'verdigris'

const alias = task
const { task: destructured } = v
export const bound = task.bind(null, 'x')
export const constructed = new (task as any)('x', () => 1)
export const tagged = task`x`
export const sequence = (0, task)('x', () => 1)
export const member = [v.task]
export const dynamic = v['ta' + 'sk']
export default task
use(v, typeof task, alias, destructured)
