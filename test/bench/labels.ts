// A call's start-up must not grow with what else is in the build: a label among 200, which have 2 MB of dependencies
// between them, against the only one.

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

import { type Line, measureLine } from './line.ts'
import { timeTask } from './one-shot.ts'
import { writeDependency } from './sources.ts'

const ROUNDS = { warmUp: 5, counted: 60 }
const LABELS = 200
const BYTES = 2_000_000

export async function measureLabels(folder: string): Promise<Line> {
  const many = await buildProgram(path.join(folder, 'labels-many'), LABELS)
  const one = await buildProgram(path.join(folder, 'labels-one'), 1)
  return measureLine('one call in a fresh process, by the labels of the build', 'ms', ROUNDS, [
    { what: `${LABELS} labels, 2 MB`, isOurs: true, measure: () => timeTask(many) },
    { what: '1 label', aim: 1.15, measure: () => timeTask(one) },
  ])
}

/** Each label has a dependency of its own. Returns a function that calls the first. */
async function buildProgram(folder: string, labels: number): Promise<() => Promise<number>> {
  mkdirSync(folder, { recursive: true })
  let main = ''
  for (let index = 0; index < labels; index += 1) {
    writeFileSync(path.join(folder, `dep${index}.js`), writeDependency(BYTES / LABELS))
    writeFileSync(
      path.join(folder, `file${index}.js`),
      `import { task } from 'verdigris'
import { count } from './dep${index}.js'
export const run${index} = () => task('label-${index}', () => count() > 0 ? process.pid : 0)
`,
    )
    main += `export * from './file${index}.js'\n`
  }
  writeFileSync(path.join(folder, 'main.js'), main)
  const outfile = path.join(folder, 'out/main.mjs')
  await build({
    absWorkingDir: folder,
    entryPoints: ['main.js'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
    plugins: [verdigris()],
  })
  const program = (await import(pathToFileURL(outfile).href)) as { run0: () => Promise<number> }
  return program.run0
}
