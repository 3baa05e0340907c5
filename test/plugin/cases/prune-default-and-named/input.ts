import { task } from 'verdigris'
import main, { a, b as c, d } from './lib'
import other, * as all from './lib'
import { a as x, d as y, } from './lib'

export const kept = [c, all.a, y]
export const run = () => task('prune', () => [main, a, d, other, x])
