import { task } from 'verdigris'

const log: string[] = []
const mark = (name: string) => (log.push(name), name)
const third = mark('z')
const first = mark('a')
const second = mark('b')
const unused = mark('unused')

// verdigris-ignore-next-line copy-mutated
export const run = () => task('order', () => [second, first, third].map((x) => x) && log.filter((x) => x !== 'unused'))
export { unused }
