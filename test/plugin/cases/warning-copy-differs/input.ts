import { task } from 'verdigris'
import { randomUUID } from 'node:crypto'
import proc, { argv as line } from 'node:process'

const file = process.argv[2]
const startedAt = Date.now(), today = new Date(), epoch = new Date(0)
const id = randomUUID()
const args = proc.argv
const words = line.slice(2)
const now = () => Date.now()
const parse = () => process.argv.slice(2)
const local = { now: Date.now }
export const work = () => [
  task('one', () => [file, startedAt, today, epoch, id, args, words]),
  task('two', () => [now(), parse(), process.argv, local, process.pid]),
]
