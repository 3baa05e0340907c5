// `npm run bench`: what one `task()` costs over starting a bare process, and what the import costs. Prints a
// table, and writes the same figures to `bench.json`. It reports; it does not fail.

import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { measureImports } from './import-time.ts'
import { measureOneShot } from './one-shot.ts'
import { printTable } from './table.ts'

// The bench itself is bundled into `test/bench/dist`.
const folder = import.meta.dirname
const root = path.resolve(folder, '../../..')

// On Node 20 this variable alone adds about 75 ms to every start of Node, and hides what is measured here.
const wasSet = process.env.NODE_EXTRA_CA_CERTS !== undefined
delete process.env.NODE_EXTRA_CA_CERTS

const comparisons = [await measureOneShot(folder, root), ...(await measureImports(folder))]

console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, NODE_EXTRA_CA_CERTS ` +
    (wasSet ? 'taken out of the environment' : 'unset'),
)
printTable(comparisons)
const file = path.join(root, 'bench.json')
writeFileSync(file, `${JSON.stringify({ node: process.version, comparisons }, null, 2)}\n`)
console.log(`\nwritten to ${path.relative(process.cwd(), file)}`)
