import { execFile } from 'node:child_process'
import { readdirSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { createServer, createServerModuleRunner, type ViteDevServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, type App } from './app.ts'
import { viteConfig } from './hosts.ts'

const PROGRAM = `
import { task } from 'verdigris'
import { shout } from '@/lib/shout'
import cjs from 'dep-cjs'
import { double } from 'dep-esm'
import value from 'virtual:value'
import config from './data/config.json'
import { fail } from './lib/fail'
import { describeFile, outer, readNeighbour } from './lib/where'
declare const __FLAVOUR__: string
export const run = (word: string) => task('dev', async () => ({
  alias: shout(word), cjs: cjs.name + cjs.self, esm: double(21), virtual: value, json: config.colour,
  define: __FLAVOUR__, mode: import.meta.env.MODE, place: describeFile(), neighbour: readNeighbour(),
  dynamic: (await import('./lib/lazy')).lazy(word), outer: await outer(word),
}))
export const crash = (word: string) => task('crash', () => fail(word))
`

const RESULT = {
  alias: 'HI',
  cjs: 'cjs in dep-cjs',
  esm: 42,
  virtual: 'virtual value',
  json: 'green',
  define: 'salt',
  mode: 'development',
  place: 'where.ts',
  neighbour: 'beside',
  dynamic: 'lazy hi',
  outer: 'outer hi',
}

interface Program {
  run: (word: string) => Promise<Record<string, unknown>>
  crash: (word: string) => Promise<never>
}

const LOADERS: Record<string, (server: ViteDevServer) => (url: string) => Promise<unknown>> = {
  ssrLoadModule: (server) => (url) => server.ssrLoadModule(url),
  'a module runner': (server) => {
    const runner = createServerModuleRunner(server.environments.ssr)
    onTestFinished(() => runner.close())
    return (url) => runner.import(url)
  },
}

test.each(Object.entries(LOADERS))(
  '%s: a task runs, and an edit of what it reaches is seen by the next call',
  async (_, createLoader) => {
    const app = createApp()
    app.write('src/dev.ts', PROGRAM)
    const server = await startServer(app)
    const load = createLoader(server) as (url: string) => Promise<Program>
    const first = await load('/src/dev.ts')
    expect(await first.run('hi')).toEqual(RESULT)
    const error = await first.crash('hi').catch((reason: unknown) => reason)
    expect(String((error as Error).stack)).toContain(`${app.root}/src/lib/fail.ts:7:9`)

    // A function of the module, the closure itself, and JSON.
    await change(server, app, 'src/lib/shout.ts', 'toUpperCase()', `toUpperCase() + '!'`)
    expect(await (await load('/src/dev.ts')).run('hi')).toEqual({ ...RESULT, alias: 'HI!' })
    await change(server, app, 'src/dev.ts', 'double(21)', 'double(4)')
    expect(await (await load('/src/dev.ts')).run('hi')).toMatchObject({ alias: 'HI!', esm: 8 })
    await change(server, app, 'src/data/config.json', 'green', 'blue')
    expect(await (await load('/src/dev.ts')).run('hi')).toMatchObject({ json: 'blue' })

    // Who still holds the old module keeps the old bundle.
    expect(await first.run('hi')).toEqual(RESULT)
  },
)

test('a label of two files is refused, until one of them gives it up', async () => {
  const app = createApp()
  app.write('src/dev.ts', PROGRAM)
  app.write(
    'src/second.ts',
    `import { task } from 'verdigris'\nexport const run = () => task('dev', () => 1)\n`,
  )
  const server = await startServer(app)
  await server.ssrLoadModule('/src/dev.ts')
  await expect(server.ssrLoadModule('/src/second.ts')).rejects.toThrow(/duplicate-label: .*"dev"/)
  await change(server, app, 'src/dev.ts', `task('dev'`, `task('other'`)
  const second = await server.ssrLoadModule('/src/second.ts')
  expect(await (second['run'] as () => Promise<unknown>)()).toBe(1)
})

test('a child that would run the program is refused, until it is mended', async () => {
  const app = createApp()
  app.write(
    'src/dev.ts',
    `import { task } from 'verdigris'
export const two = 2
export const start = await task('start', async () => (await import('./dev')).two)
`,
  )
  const server = await startServer(app)
  await expect(server.ssrLoadModule('/src/dev.ts')).rejects.toThrow(
    /worker-runs-program: The closure of "start" leads to src\/dev.ts, which calls[^]*hint: move what the closure imports/,
  )
  await change(server, app, 'src/dev.ts', `(await import('./dev')).two`, '3')
  expect(await server.ssrLoadModule('/src/dev.ts')).toMatchObject({ two: 2, start: 3 })
})

test('bundles that nobody has used for a day are removed when a server starts', async () => {
  const app = createApp()
  app.write('src/dev.ts', PROGRAM)
  const cache = 'node_modules/.vite/verdigris'
  const age = (name: string, hours: number): void => {
    const time = new Date(Date.now() - hours * 3_600_000)
    utimesSync(path.join(app.root, cache, name), time, time)
  }
  const first = await startServer(app)
  await first.ssrLoadModule('/src/dev.ts')
  await first.close()
  const [used = '', ...others] = readdirSync(path.join(app.root, cache))
  expect(others).toEqual([])
  app.write(`${cache}/old/worker.cjs`, '')
  app.write(`${cache}/recent/worker.cjs`, '')
  age('old', 25)
  age('recent', 23)
  age(used, 23)

  const second = await startServer(app)
  await expect
    .poll(() => readdirSync(path.join(app.root, cache)).toSorted())
    .toEqual([used, 'recent'].toSorted())
  await second.ssrLoadModule('/src/dev.ts')
  expect(Date.now() - statSync(path.join(app.root, cache, used)).mtimeMs).toBeLessThan(3_600_000)
})

test('a file that a browser loads', async () => {
  const app = createApp()
  app.write('src/dev.ts', PROGRAM)
  const server = await startServer(app)
  await expect(server.environments.client.transformRequest('/src/dev.ts')).rejects.toThrow(
    'A browser cannot start processes',
  )
})

test('an import that only a worker needs, and is not there', async () => {
  const app = createApp()
  app.write('src/dev.ts', PROGRAM)
  app.write('src/lib/fail.ts', `import { x } from 'not-installed'\nexport const fail = () => x\n`)
  const server = await startServer(app)
  await expect(server.ssrLoadModule('/src/dev.ts')).rejects.toThrow(
    /Could not resolve "not-installed", imported by src\/lib\/fail.ts/,
  )
  await change(server, app, 'src/lib/fail.ts', `import { x } from 'not-installed'`, 'const x = 1')
  const mended = (await server.ssrLoadModule('/src/dev.ts')) as unknown as Program
  expect(await mended.crash('hi')).toBe(1)
})

test.each(['forks', 'threads', 'vmThreads'])('Vitest, %s', async (pool) => {
  const app = createApp()
  app.write('src/dev.ts', PROGRAM)
  app.write(
    'dev.test.ts',
    `import { expect, test } from 'vitest'
import { task } from 'verdigris'
import { crash, run } from './src/dev'
test('tasks', async () => {
  const word = 'hi'
  expect(await run(word)).toEqual(${JSON.stringify({ ...RESULT, mode: 'test' })})
  expect(await task('in the test', () => word + import.meta.env.VITE_OWN)).toBe('hi own')
  const error: Error = await crash(word).catch((reason) => reason)
  expect(error.stack).toContain('src/lib/fail.ts:7:9')
})
`,
  )
  app.write(
    'vite.config.mjs',
    `import verdigris from 'verdigris/vite'
export default {
  plugins: [verdigris(), {
    name: 'virtual-module',
    resolveId: (id) => (id === 'virtual:value' ? '\\0' + id : null),
    load: (id) => (id === '\\0virtual:value' ? 'export default "virtual value"' : null),
  }],
  resolve: { alias: { '@': import.meta.dirname + '/src' } },
  define: { __FLAVOUR__: '"salt"', 'import.meta.env.VITE_OWN': '" own"' },
  test: { pool: ${JSON.stringify(pool)} },
}
`,
  )
  expect(await runVitest(app)).toContain('1 passed')
})

// Vitest 5 keeps them if it is not told otherwise.
test('Vitest that keeps compiled files sees what was edited between two runs', async () => {
  const app = createApp()
  const write = (label: string, part: number, own: number): void => {
    app.write('src/part.ts', `export const part = ${part}`)
    app.write('src/index.ts', `export { total } from './total'`)
    app.write(
      'src/total.ts',
      `import { task } from 'verdigris'
import { part } from './part'
export const total = () => task('${label}', () => part + ${own})
`,
    )
  }
  app.write(
    'total.test.ts',
    `import { test } from 'vitest'
import { total } from './src'
test('prints', async () => console.log('total ' + (await total())))
`,
  )
  app.write(
    'vite.config.mjs',
    `import verdigris from 'verdigris/vite'
export default { plugins: [verdigris()], test: { experimental: { fsModuleCache: true } } }
`,
  )
  write('total', 1, 10)
  expect(await runVitest(app)).toContain('total 11')
  expect(await runVitest(app)).toContain('total 11')
  write('total', 2, 10)
  expect(await runVitest(app)).toContain('total 12')
  write('total', 2, 20)
  expect(await runVitest(app)).toContain('total 22')
  write('sum', 2, 20)
  expect(await runVitest(app)).toContain('total 22')
})

/** Gives what it prints. */
async function runVitest(app: App): Promise<string> {
  const vitest = path.join(app.root, 'node_modules/vitest/vitest.mjs')
  // Not as a part of this run.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_OPTIONS$/.test(name)),
  )
  const args = [vitest, 'run', '--root', app.root]
  const options = { cwd: app.root, env, timeout: 25_000 }
  const { stdout } = await promisify(execFile)(process.execPath, args, options)
  return stdout
}

async function startServer(app: App): Promise<ViteDevServer> {
  const server = await createServer({
    ...viteConfig(app),
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
    optimizeDeps: { noDiscovery: true },
  })
  onTestFinished(() => server.close())
  return server
}

/** Edits a file, and waits until the server has seen it. */
async function change(
  server: ViteDevServer,
  app: App,
  name: string,
  from: string,
  to: string,
): Promise<void> {
  const file = path.join(app.root, name)
  await new Promise((resolve) => setTimeout(resolve, 60))
  const seen = new Promise<void>((resolve) => {
    server.watcher.on('change', (changed: string) => {
      // The server's own listener came first, and has work to do.
      if (changed === file) setTimeout(resolve, 30)
    })
  })
  app.edit(name, from, to)
  await seen
}
