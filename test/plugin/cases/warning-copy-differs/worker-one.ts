import { randomUUID } from 'node:crypto'
import proc, { argv as line } from 'node:process'
const file = process.argv[2]
const startedAt = Date.now(), today = new Date(), epoch = new Date(0)
const id = randomUUID()
const args = proc.argv
const words = line.slice(2)
export default () => () => [file, startedAt, today, epoch, id, args, words]
