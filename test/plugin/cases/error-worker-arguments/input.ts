import { worker } from 'verdigris'
import * as v from 'verdigris'

const args = ['x', () => 1] as const
const name = 'x'
const setup = () => () => 1
const options = { setup }
worker()
worker(options)
worker({ restart: false })
worker('a')
worker('b', { restart: false })
worker({ restart: false }, () => () => 1)
worker(() => () => 1)
worker(name, () => () => 1)
worker('', () => () => 1)
worker('c', () => () => 1, { restart: false })
worker(...args)
worker('d', setup)
worker('e', {}, options.setup)
worker('f', setup.bind(null))
v.worker('g', class {})
