import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const log: string[] = []
const mark = (name: string) => (log.push(name), name)
const third = mark('z')
const first = mark('a')
const second = mark('b')
const unused = mark('unused')

// verdigris-ignore-next-line copy-mutated
export const run = () => task(__verdigris_site('order', 'input.ts:11:26', __verdigris_bundle), () => ({}))
export { unused }
