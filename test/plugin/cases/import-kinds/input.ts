import { task } from 'verdigris'
import whole, { type Shape, one, two as second, unused } from './lib'
import * as lib from './lib'
import data from './data.json' with { type: 'json' }
import type { Shape as Other } from './lib'
import './polyfill'

const shape: Shape | Other = { sides: 3 }

export const run = () =>
  task('imports', () => [whole, one, second, lib.unused, data.n, shape.sides] satisfies unknown[])
export { unused }
