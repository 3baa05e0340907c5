import { mkdtempSync } from 'node:fs'
import fs from 'fs/promises'
import { randomUUID as makeId } from 'crypto'
const { pid, platform } = process
const { argv: [, , word = 'none'] } = process
const { now } = performance
const makeName = (prefix: string) => prefix + makeId()
function name() {
  return makeName('a')
}
const first = name()
const stamps = [1].map(() => Date.now())
const directory = mkdtempSync('/tmp/a-')
const other = await fs.mkdtemp('/tmp/b-')
export default () => () => [pid, platform, word, now, first, stamps, directory, other]
