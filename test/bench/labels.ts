// A call's start-up must not grow with what else is in the build: a label among 200, which have 2 MB of dependencies
// between them, against the only one.

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

import { measureGrowth } from './growth.ts'
import { type Line, measureLine } from './line.ts'
import { timeTask } from './processes.ts'
import type { Setting } from './setting.ts'
import { writeDependency } from './sources.ts'

const ROUNDS = { warmUp: 5, counted: 40 }
const GROWTH_ROUNDS = { warmUp: 2, counted: 15 }
const LABELS = [1, 10, 50, 200]
const BYTES_PER_LABEL = 10_000
const AIM = 1.15

type Run = () => Promise<number>

export async function measureLabels(setting: Setting): Promise<Line[]> {
  const programs: { n: number; measure: Run }[] = []
  for (const n of LABELS) {
    const run = await buildProgram(setting, n)
    programs.push({ n, measure: () => timeTask(run) })
  }
  const [one, many] = [programs.at(0)!, programs.at(-1)!]
  const name = 'one call in a fresh process, without spares, by the labels of the build'
  return [
    await measureLine(setting, name, 'ms', ROUNDS, [
      { what: `${many.n} labels, 2 MB`, isOurs: true, measure: many.measure },
      { what: `${one.n} label`, aim: { ratio: AIM }, measure: one.measure },
    ]),
    await measureGrowth(
      setting,
      'labels of the build, to one call in a fresh process',
      GROWTH_ROUNDS,
      programs,
    ),
  ]
}

/** Each label has a dependency of its own. Returns a function that calls the first. */
async function buildProgram({ folder: parent, app }: Setting, labels: number): Promise<Run> {
  const folder = path.join(parent, `labels-${labels}`)
  mkdirSync(folder, { recursive: true })
  let main = ''
  for (let index = 0; index < labels; index += 1) {
    writeFileSync(path.join(folder, `dep${index}.js`), writeDependency(BYTES_PER_LABEL))
    writeFileSync(
      path.join(folder, `file${index}.js`),
      `import { task } from 'verdigris'
import { count } from './dep${index}.js'
export const run${index} = (options) => task('label-${index}', options, () => count() > 0 ? process.pid : 0)
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
  const program = (await import(pathToFileURL(outfile).href)) as {
    run0: (options: object) => Promise<number>
  }
  return () => program.run0({ execArgv: app.execArgv, spares: 0 })
}
