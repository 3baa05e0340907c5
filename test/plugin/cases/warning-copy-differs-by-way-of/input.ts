import { task } from 'verdigris'
import { mkdtempSync, readFileSync } from 'node:fs'
import fs from 'fs/promises'
import { randomUUID as makeId } from 'crypto'

// Taken out of what has it.
const { pid, platform } = process
const { argv: [, , word = 'none'] } = process
const { now } = performance

// Behind a function.
const makeName = (prefix: string) => prefix + makeId()
function name() {
  return makeName('a')
}
const first = name()
const stamps = [1].map(() => Date.now())

// Made when the file is loaded.
const directory = mkdtempSync('/tmp/a-')
const other = await fs.mkdtemp('/tmp/b-')

// The same in each process, or computed by the call.
const text = readFileSync('/etc/hostname', 'utf8')
const later = () => name()
const makers = { name }
function* names() {
  yield name()
}
const iterator = names()

export const work = () => [
  task('one', () => [pid, platform, word, now, first, stamps, directory, other]),
  task('two', () => [text, later(), makers.name(), iterator]),
]
