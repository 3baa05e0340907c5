import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
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
const makers = { name }
function* names() {
  yield name()
}
const iterator = names()

export const work = () => [
  task(__verdigris_site('one', 'input.ts:33:3', __verdigris_bundle), () => ({})),
  task(__verdigris_site('two', 'input.ts:34:3', __verdigris_bundle), () => ({})),
]
