// A command that reads a table in another process and prints rows as they come. The parser may be as bad as it likes;
// the reader stops it when it has seen enough.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

import { task } from 'verdigris'

const [, , file = import.meta.filename, word = 'task', limit = '3'] = process.argv

interface Row {
  line: number
  cells: string[]
}

async function* readRows(name: string): AsyncGenerator<Row> {
  let line = 0
  for await (const text of createInterface({ input: createReadStream(name) })) {
    line += 1
    yield { line, cells: text.trim().split(/[\s,;]+/) }
  }
}

let found = 0
// Read only as fast as they are printed: a file of any size takes no more memory.
for await (const { line, cells } of task('rows', () => readRows(file))) {
  if (!cells.includes(word)) continue
  console.log(`${String(line).padStart(4)}  ${cells.join(' | ')}`)
  found += 1
  // Ends the process.
  if (found === Number(limit)) break
}
console.log(`${found} rows with ${JSON.stringify(word)}.`)
