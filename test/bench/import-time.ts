// What `import 'verdigris'` adds to the start of a program, against `node:child_process`, which it must use.

import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { type Line, type Measure, measureLine } from './line.ts'
import { LIFE_LIMIT_MS } from './processes.ts'
import type { Setting } from './setting.ts'

const ROUNDS = { warmUp: 5, counted: 40 }
const AIM = 1.5

export async function measureImports(setting: Setting): Promise<Line[]> {
  const { folder, app } = setting
  const ours = writeProbe(folder, 'verdigris')
  const theirs = writeProbe(folder, 'node:child_process')
  const empty = writeProbe(folder, writeEmptyPackage(folder))
  const measureProbes = (name: string, timeProbe: (file: string) => Measure): Promise<Line> =>
    measureLine(setting, name, 'ms', ROUNDS, [
      { what: "import 'verdigris'", isOurs: true, measure: timeProbe(ours) },
      { what: "import 'node:child_process'", aim: { ratio: AIM }, measure: timeProbe(theirs) },
      { what: 'import of an empty package', measure: timeProbe(empty) },
    ])
  return [
    await measureProbes('the import alone', (file) => () => timeImport(file, app.execArgv)),
    await measureProbes(
      'a program that only imports, start to end',
      (file) => () => timeProcess(file, app.execArgv),
    ),
  ]
}

/** What it takes to find and read any package. */
function writeEmptyPackage(folder: string): string {
  const name = 'empty-package'
  const directory = path.join(folder, 'node_modules', name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(
    path.join(directory, 'package.json'),
    '{ "type": "module", "exports": "./index.js" }',
  )
  writeFileSync(path.join(directory, 'index.js'), 'export const nothing = 0\n')
  return name
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

async function timeImport(file: string, execArgv: readonly string[]): Promise<number> {
  const options = { timeout: LIFE_LIMIT_MS }
  const { stdout } = await promisify(execFile)(process.execPath, [...execArgv, file], options)
  return Number(stdout)
}

async function timeProcess(file: string, execArgv: readonly string[]): Promise<number> {
  const startedAt = performance.now()
  await timeImport(file, execArgv)
  return performance.now() - startedAt
}
