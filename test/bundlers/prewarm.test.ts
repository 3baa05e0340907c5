// A process that is asked for in one file, for a call in another.
import path from 'node:path'

import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  viteConfig,
} from './hosts.ts'

const HOSTS: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm'),
  Rollup: (app) => buildRollup(app, 'esm'),
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
  'esbuild, splitting': (app) => buildEsbuild(app, 'esm', { splitting: true }),
  webpack: (app) => buildWebpack(app, 'esm'),
  Rspack: (app) => buildRspack(app, 'esm'),
}

const ENGINE = `import { task } from 'verdigris'
export const engine = () => task('engine', () => process.pid)
`

const WARM = `import { tracingChannel } from 'node:diagnostics_channel'
import { task } from 'verdigris'
import { engine } from './engine'
const started: number[] = []
tracingChannel('verdigris:process').start.subscribe((context) => {
  started.push((context as { pid: number }).pid)
})
export async function warm() {
  await task.prewarm('engine')
  return { waits: [...started], called: [await engine()] }
}
`

function createWarmApp(): App {
  const app = createApp()
  app.write('src/engine.ts', ENGINE)
  app.write('src/warm.ts', WARM)
  app.write(
    'src/main.ts',
    `import { warm } from './warm'\nwarm().then((pids) => console.log(JSON.stringify(pids)))\n`,
  )
  return app
}

test.each(Object.entries(HOSTS))('%s: the call has the process', async (_, build) => {
  const app = createWarmApp()
  await build(app)
  const { waits, called } = await runProgram(path.join(app.root, 'dist/main.mjs'))
  expect(waits).toEqual([expect.any(Number)])
  expect(called).toEqual(waits)
})

test('Vite, dev server: the call has the process, before and after an edit of its file', async () => {
  const app = createWarmApp()
  const server = await createServer({
    ...viteConfig(app),
    server: { middlewareMode: true, ws: false, watch: null },
    appType: 'custom',
  })
  onTestFinished(() => server.close())
  const load = async (): Promise<{ waits: number[]; called: number[] }> => {
    const { warm } = await server.ssrLoadModule('/src/warm.ts')
    return (warm as () => Promise<{ waits: number[]; called: number[] }>)()
  }
  const first = await load()
  expect(first.called).toEqual(first.waits)
  app.edit('src/engine.ts', 'process.pid', 'process.pid + 0')
  server.moduleGraph.onFileChange(path.join(app.root, 'src/engine.ts'))
  const second = await load()
  expect(second.called).toEqual([second.waits.at(-1)])
  expect(second.called).not.toEqual(first.called)
})

test('Vite, dev server: a label that no file has is unknown when a process is asked for', async () => {
  const app = createWarmApp()
  app.edit('src/warm.ts', `task.prewarm('engine')`, `task.prewarm('engin')`)
  const server = await createServer({
    ...viteConfig(app),
    server: { middlewareMode: true, ws: false, watch: null },
    appType: 'custom',
  })
  onTestFinished(() => server.close())
  const { warm } = await server.ssrLoadModule('/src/warm.ts')
  await expect((warm as () => Promise<unknown>)()).rejects.toMatchObject({
    code: 'ERR_UNKNOWN_LABEL',
    label: 'engin',
  })
})

test.each(Object.entries(HOSTS))('%s: a label that no task has', async (_, build) => {
  const app = createWarmApp()
  app.edit('src/warm.ts', `task.prewarm('engine')`, `task.prewarm('engin')`)
  const report = await failureOf(build(app))
  expect(report).toContain('No `task` of this build has the label "engin"')
  expect(report).toMatch(/src\/warm\.ts[^]*9/)
  expect(report).toContain('hint: write the label of the call that it is for')
})

test('a label that a worker has', async () => {
  const app = createWarmApp()
  app.edit('src/engine.ts', `task('engine', () =>`, `worker('engine', () => () =>`)
  app.edit('src/engine.ts', `{ task }`, `{ worker }`)
  const report = await failureOf(buildEsbuild(app, 'esm'))
  expect(report).toContain('No `task` of this build has the label "engine"')
})

test('a child that would ask for a process as it is loaded', async () => {
  const app = createWarmApp()
  app.write(
    'src/start.ts',
    `import { task } from 'verdigris'\nexport const two = 2\nawait task.prewarm('engine')\n`,
  )
  app.edit('src/engine.ts', '() => process.pid', '() => process.pid + two')
  app.edit('src/engine.ts', 'import', `import { two } from './start'\nimport`)
  const report = await failureOf(buildEsbuild(app, 'esm'))
  expect(report).toContain(
    'worker-runs-program: The closure of "engine" leads to src/start.ts, which calls task.prewarm("engine") when it is loaded',
  )
})

test('a build for browsers', async () => {
  const app = createWarmApp()
  app.write('src/main.ts', `import { task } from 'verdigris'\ntask.prewarm('engine')\n`)
  const report = await failureOf(buildEsbuild(app, 'esm', { platform: 'browser' }))
  expect(report).toContain('A browser cannot start processes')
  expect(report).toContain('src/main.ts')
})

async function failureOf(build: Promise<void>): Promise<string> {
  const error = await build.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Error)) throw new Error('The build did not fail.')
  return `${error.message}\n${JSON.stringify(error)}`
}
