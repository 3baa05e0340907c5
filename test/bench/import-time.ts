// What `import 'verdigris'` adds to the start of a program, against `node:child_process`, which it must use.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { compare } from './comparison.ts'
import type { Comparison, Measure } from './comparison.ts'

const ROUNDS = 40
const AIM = 2

export async function measureImports(folder: string): Promise<Comparison[]> {
  const ours = writeProbe(folder, 'verdigris')
  const theirs = writeProbe(folder, 'node:child_process')
  const importOnly = await compare(
    {
      name: 'the import alone',
      aim: AIM,
      ours: ["import 'verdigris'", () => timeImport(ours)],
      theirs: ["import 'node:child_process'", () => timeImport(theirs)],
    },
    ROUNDS,
  )
  const wholeProcess = await compare(
    {
      name: 'a program that only imports',
      aim: AIM,
      ours: ["import 'verdigris'", timeProcess(ours)],
      theirs: ["import 'node:child_process'", timeProcess(theirs)],
    },
    ROUNDS,
  )
  return [importOnly, wholeProcess]
}

/** A program that imports the module and prints how long that took. */
function writeProbe(folder: string, specifier: string): string {
  const file = path.join(folder, `import-${specifier.replace(':', '-')}.mjs`)
  writeFileSync(
    file,
    `const startedAt = performance.now()
await import('${specifier}')
console.log(performance.now() - startedAt)
`,
  )
  return file
}

async function timeImport(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  return Number(stdout)
}

function timeProcess(file: string): Measure {
  return async () => {
    const startedAt = performance.now()
    await timeImport(file)
    return performance.now() - startedAt
  }
}
