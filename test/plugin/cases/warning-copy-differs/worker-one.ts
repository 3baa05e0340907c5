import { randomUUID } from 'node:crypto'
import proc from 'node:process'
const file = process.argv[2]
const startedAt = Date.now(), today = new Date(), epoch = new Date(0)
const id = randomUUID()
const args = proc.argv
export default () => () => [file, startedAt, today, epoch, id, args]
