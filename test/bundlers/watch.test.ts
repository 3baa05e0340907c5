import path from 'node:path'

import { rspack } from '@rspack/core'
import { context, type BuildResult } from 'esbuild'
import { watch as watchRolldown } from 'rolldown'
import { watch as watchRollup } from 'rollup'
import { build as buildWithVite } from 'vite'
import { onTestFinished, test } from 'vitest'
import webpack from 'webpack'

import { createApp, runProgram, type App } from './app.ts'
import {
  esbuildOptions,
  outputOf,
  reportOf,
  rolldownInput,
  rollupInput,
  rspackConfig,
  viteConfig,
  webpackConfig,
  type PackCompiler,
} from './hosts.ts'

/** One watching host: what the builds end with, one after the other. */
interface Watch {
  /** Takes the ends of builds, with their errors if they failed, until one is as wished. */
  until: (isWished: (failure: unknown) => boolean | Promise<boolean>) => Promise<void>
}

const HOSTS: Record<string, (app: App) => Promise<Watch>> = {
  Rollup: startRollup,
  Rolldown: startRolldown,
  Vite: startVite,
  esbuild: startEsbuild,
  webpack: (app) => startPack(webpack(webpackConfig(app, 'esm', { cache: { type: 'memory' } }))),
  Rspack: (app) => startPack(rspack(rspackConfig(app, 'esm', { cache: true }))),
}

test.each(Object.entries(HOSTS))(
  '%s: watching sees what worker modules reach',
  async (_, start) => {
    const app = createApp()
    // `lib/fail.ts` is reached by a worker module only.
    app.write(
      'src/main.ts',
      `import { task } from 'verdigris'
import { fail } from './lib/fail'
export const run = () => task('a', () => fail())
void run().then((result) => console.log(JSON.stringify({ result })))
`,
    )
    app.write('src/lib/fail.ts', `export const fail = () => 1\n`)
    app.write('src/nested/other.ts', `import { task } from 'verdigris'\nvoid task('b', () => 0)\n`)
    const watch = await start(app)
    /** Waits for a build that makes the program print this. */
    const untilPrinted = (result: number): Promise<void> =>
      watch.until(async (failure) => {
        if (failure !== undefined) return false
        return (await printedBy(app)) === result
      })
    const untilFailed = (text: RegExp): Promise<void> =>
      watch.until((failure) => text.test(String(failure)))

    await untilPrinted(1)
    await change(() => app.write('src/lib/fail.ts', `export const fail = () => 2\n`))
    await untilPrinted(2)

    // Broken where only a worker module leads, and mended there.
    await change(() => app.write('src/lib/fail.ts', `export { fail } from './absent'\n`))
    await untilFailed(/Could not resolve|Can't resolve/)
    await change(() => app.write('src/lib/fail.ts', `export const fail = () => 3\n`))
    await untilPrinted(3)

    // A label that another file has, then given up by that one: the cache remembers neither.
    await change(() => app.edit('src/nested/other.ts', `'b'`, `'a'`))
    await untilFailed(/duplicate-label/)
    await change(() => app.edit('src/main.ts', `task('a', () => fail`, `task('c', () => 1 + fail`))
    await untilPrinted(4)
    // At once: a host that polls can miss a change that falls into a build.
    await change(() => {
      app.write('src/nested/other.ts', `console.log('no more tasks')\n`)
      app.edit('src/main.ts', `task('c', () => 1`, `task('a', () => 2`)
    })
    await untilPrinted(5)
  },
)

test.each(['Rollup', 'webpack', 'Rspack'])('%s: a deleted file frees its labels', async (host) => {
  const app = createApp()
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import './extra'
void task('a', () => 1).then((result) => console.log(JSON.stringify({ result })))
`,
  )
  app.write(
    'src/extra.ts',
    `import { task } from 'verdigris'\nexport const f = () => task('b', () => 0)\n`,
  )
  const watch = (await HOSTS[host]?.(app)) as Watch
  await watch.until((failure) => failure === undefined)
  await change(() => {
    app.edit('src/main.ts', `import './extra'\n`, '')
    app.edit('src/main.ts', `'a', () => 1`, `'b', () => 2`)
    app.remove('src/extra.ts')
  })
  // A build may have begun between two of the changes.
  await watch.until(async (failure) => failure === undefined && (await printedBy(app)) === 2)
})

/** Nothing while the next build is being written: its end will be told as well. */
async function printedBy(app: App): Promise<unknown> {
  const printed = await runProgram(path.join(app.root, 'dist/main.mjs')).catch(() => undefined)
  return printed?.['result']
}

async function startRollup(app: App): Promise<Watch> {
  const before = process.cwd()
  process.chdir(app.root)
  const watcher = watchRollup({ ...rollupInput(app), output: outputOf(app, 'esm') })
  process.chdir(before)
  onTestFinished(() => watcher.close())
  const queue = new Queue()
  watcher.on('event', async (event) => {
    if (event.code === 'BUNDLE_END') await event.result.close()
    if (event.code === 'END') queue.push(undefined)
    if (event.code === 'ERROR') queue.push(event.error)
  })
  return queue
}

async function startRolldown(app: App): Promise<Watch> {
  const watcher = watchRolldown({ ...rolldownInput(app), output: outputOf(app, 'esm') as object })
  onTestFinished(() => watcher.close())
  return listen(watcher)
}

async function startVite(app: App): Promise<Watch> {
  const watcher = await buildWithVite({
    ...viteConfig(app),
    build: {
      ssr: true,
      watch: {},
      rolldownOptions: {
        input: {
          main: path.join(app.root, 'src/main.ts'),
          'nested/other': path.join(app.root, 'src/nested/other.ts'),
        },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  })
  if (!('on' in watcher)) throw new Error('Vite did not watch.')
  onTestFinished(() => watcher.close())
  return listen(watcher)
}

type RolldownWatcher = ReturnType<typeof watchRolldown>

function listen(watcher: Pick<RolldownWatcher, 'on'>): Watch {
  const queue = new Queue()
  let failure: unknown
  watcher.on('event', async (event) => {
    if (event.code === 'START') failure = undefined
    if (event.code === 'BUNDLE_END') await event.result.close()
    if (event.code === 'ERROR') {
      failure = event.error
      await event.result.close()
      queue.push(failure)
    }
    if (event.code === 'END' && failure === undefined) queue.push(undefined)
  })
  return queue
}

async function startEsbuild(app: App): Promise<Watch> {
  const queue = new Queue()
  const options = esbuildOptions(app, 'esm')
  const onEnd = (result: BuildResult): void => {
    queue.push(result.errors.length > 0 ? JSON.stringify(result.errors) : undefined)
  }
  const end = {
    name: 'end',
    setup: (build: { onEnd: (f: typeof onEnd) => void }) => build.onEnd(onEnd),
  }
  const build = await context({ ...options, plugins: [...(options.plugins ?? []), end] })
  onTestFinished(() => build.dispose())
  await build.watch()
  return queue
}

async function startPack(compiler: PackCompiler | null): Promise<Watch> {
  if (!compiler) throw new Error('There is no compiler.')
  const queue = new Queue()
  compiler.watch({ aggregateTimeout: 20 }, (error, stats) => queue.push(error ?? reportOf(stats)))
  onTestFinished(() => new Promise((resolve) => compiler.close(() => resolve())))
  return queue
}

class Queue implements Watch {
  #results: unknown[] = []
  #waiting: ((result: unknown) => void)[] = []

  push(result: unknown): void {
    const resolve = this.#waiting.shift()
    if (resolve) resolve(result)
    else this.#results.push(result)
  }

  // One edit can start two builds: a file is emptied before it is written.
  async until(isWished: (failure: unknown) => boolean | Promise<boolean>): Promise<void> {
    while (!(await isWished(await this.#next()))) continue
  }

  #next(): Promise<unknown> {
    if (this.#results.length > 0) return Promise.resolve(this.#results.shift())
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** Watchers compare times of files, some to the second fraction that a file system keeps. */
async function change(edit: () => void): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
  edit()
}
