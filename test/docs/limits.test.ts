// The numbers of docs/limits.md are those of the code.

import { expect, test } from 'vitest'

import { MAX_DEPTH } from '../../src/wire/environment.ts'
import { MAX_WINDOW, MIN_WINDOW } from '../../src/wire/flow.ts'
import { DEFAULT_LIMITS } from '../../src/wire/limits.ts'
import { readDocument } from './blocks.ts'
import { type Row, tablesOf } from './tables.ts'

const [rows = []] = tablesOf('docs/limits.md')
const numberOf = (file: string, name: string): number =>
  Number(new RegExp(`const ${name} = ([\\d_]+)`).exec(readDocument(file))?.[1]?.replaceAll('_', ''))

test.each([
  ['depth', [MAX_DEPTH]],
  ['a message', [DEFAULT_LIMITS.maxMessageBytes / 2 ** 30]],
  ['processes of tasks', [numberOf('src/process/slots.ts', 'MIN_PROCESSES')]],
  ['times', [2 ** 31 - 1]],
  [
    '`memory`',
    [
      numberOf('src/process/memory.ts', 'INTERVAL_MS'),
      numberOf('src/process/memory.ts', 'INTERVAL_WITHOUT_PROC_MS'),
    ],
  ],
  ['what the child is ahead', [MIN_WINDOW, MAX_WINDOW]],
])('%s', (what, numbers) => {
  const row = rows.find((each: Row) => each['what']?.startsWith(what))
  const said = row?.['limit']?.replaceAll(',', '').match(/\d+/g)?.map(Number) ?? []
  expect(said).toEqual(expect.arrayContaining(numbers))
})
