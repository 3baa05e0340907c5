import whole, { one, two as second } from './lib'
import * as lib from './lib'
import data from './data.json' with { type: 'json' }
const shape: Shape | Other = { sides: 3 }
export default () => () => [whole, one, second, lib.unused, data.n, shape.sides] satisfies unknown[]
