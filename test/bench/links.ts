// What worker files cost in a build: 50 files with calls that share 1 MB, which each worker file contains; the first
// build of a watcher, and another one after an edit of one of the files.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { type RolldownWatcher, watch } from 'rolldown'
import verdigris from 'verdigris/rolldown'

import { type Line, measureLine } from './line.ts'
import type { Setting } from './setting.ts'
import { writeDependency } from './sources.ts'

const ROUNDS = { warmUp: 1, counted: 3 }
const FILES = 50
const BYTES = 1_000_000

export async function measureLinks(setting: Setting): Promise<Line[]> {
  const root = path.join(setting.folder, 'links')
  writeProgram(root)
  const edited = path.join(root, 'file7.js')
  const code = readFileSync(edited, 'utf8')
  const watcher = new Watched(root)
  await watcher.built()
  let edits = 0
  const timeEdit = async (): Promise<number> => {
    const startedAt = performance.now()
    const built = watcher.built()
    edits += 1
    writeFileSync(edited, code.replace('+ 7', `+ 7 + ${edits}`))
    await built
    return performance.now() - startedAt
  }
  const name = `${FILES} files with calls that share 1 MB`
  const lines = [
    await measureLine(setting, `${name}: a build`, 'ms', ROUNDS, [
      { what: 'verdigris', isOurs: true, measure: () => timeBuild(root) },
    ]),
    await measureLine(setting, `${name}: a build after one edit`, 'ms', ROUNDS, [
      { what: 'verdigris', isOurs: true, measure: timeEdit },
    ]),
  ]
  await watcher.close()
  return lines
}

async function timeBuild(root: string): Promise<number> {
  const startedAt = performance.now()
  const watcher = new Watched(root)
  await watcher.built()
  const ms = performance.now() - startedAt
  await watcher.close()
  return ms
}

/** A watcher, and the end of its next build. */
class Watched {
  readonly #watcher: RolldownWatcher
  #end: { resolve: () => void; reject: (error: unknown) => void } | undefined

  constructor(root: string) {
    this.#watcher = watch({
      cwd: root,
      input: 'main.js',
      external: [/^verdigris/],
      plugins: [verdigris()],
      output: { dir: 'out', entryFileNames: '[name].mjs' },
      logLevel: 'silent',
    })
    this.#watcher.on('event', (event) => {
      if (event.code === 'BUNDLE_END') void event.result.close()
      if (event.code === 'ERROR') this.#end?.reject(event.error)
      if (event.code === 'END') this.#end?.resolve()
    })
  }

  built(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#end = { resolve, reject }
    })
  }

  close(): Promise<void> {
    return this.#watcher.close()
  }
}

function writeProgram(root: string): void {
  mkdirSync(root, { recursive: true })
  writeFileSync(path.join(root, 'shared.js'), writeDependency(BYTES))
  let main = ''
  for (let index = 0; index < FILES; index += 1) {
    writeFileSync(
      path.join(root, `file${index}.js`),
      `import { task } from 'verdigris'
import { count } from './shared.js'
export const run${index} = (n) => task('label-${index}', () => count() + n + ${index})
`,
    )
    main += `export * from './file${index}.js'\n`
  }
  writeFileSync(path.join(root, 'main.js'), main)
}
