import { task } from 'verdigris'
import { init } from './lib'

const engine = await init('engine')
const { name, sizes: [first = 0, ...others] = [], ...rest } = await init('shared')
const [left, right = left] = [await init('left')]

export const run = () => task('use', () => [engine.name, name, first, others, rest, left.name, right.name])
