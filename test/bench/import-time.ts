// What `import 'verdigris'` adds to the start of a program, against `node:child_process`, which it must use.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { type Line, type Measure, measureLine } from './line.ts'

const ROUNDS = { warmUp: 5, counted: 40 }
const AIM = 2

export async function measureImports(folder: string): Promise<Line[]> {
  const ours = writeProbe(folder, 'verdigris')
  const theirs = writeProbe(folder, 'node:child_process')
  const measureProbes = (name: string, timeProbe: (file: string) => Measure): Promise<Line> =>
    measureLine(name, 'ms', ROUNDS, [
      { what: "import 'verdigris'", isOurs: true, measure: timeProbe(ours) },
      { what: "import 'node:child_process'", aim: AIM, measure: timeProbe(theirs) },
    ])
  return [
    await measureProbes('the import alone', (file) => () => timeImport(file)),
    await measureProbes('a program that only imports, start to end', timeProcess),
  ]
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
