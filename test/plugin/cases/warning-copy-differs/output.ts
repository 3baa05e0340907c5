import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { randomUUID } from 'node:crypto'
import proc, { argv as line } from 'node:process'

const file = process.argv[2]
const startedAt = Date.now(), today = new Date(), epoch = new Date(0)
const id = randomUUID()
const args = proc.argv
const words = line.slice(2)
const local = { now: Date.now }
export const work = () => [
  task(__verdigris_site('one', 'input.ts:14:3', __verdigris_bundle), () => ({})),
  task(__verdigris_site('two', 'input.ts:15:3', __verdigris_bundle), () => ({})),
]
