import { task } from 'verdigris'

const args = ['x', () => 1] as const
const name = 'x'
const work = () => 1
const options = { work }
task(...args)
task('a', ...args)
task('b', () => 1, { timeout: 5 })
task('c', {}, () => 1, 2)
task(() => 1)
task()
task(name, () => 1)
task(`${name}`, () => 1)
task('a' + 'b', () => 1)
task(7, () => 1)
task('', () => 1)
task('two\nlines', () => 1)
task('d')
task('e', { timeout: 5 })
task('f', work)
task('g', {}, options.work)
task('h', work.bind(null))
task('i', name ? () => 1 : () => 2)
task('j', class {})
task(name, work)
