import { pool } from 'verdigris'
import * as v from 'verdigris'

const args = [{ size: 2 }] as const
const name = 'x'
const setup = () => () => 1
pool('a')
pool(`b`)
pool(`${name}`)
pool('c' as string)
pool('d', { size: 2 })
pool(() => () => 1)
pool(function () { return () => 1 })
pool({ size: 2 }, () => () => 1)
pool({ size: 2 }, { size: 3 })
pool(...args)
pool('e', () => () => 1, { size: 2 })
pool('f', setup)
v.pool('g')
pool({ size: 2 })
