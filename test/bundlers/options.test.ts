import { createRequire } from 'node:module'
import path from 'node:path'

import type { Plugin } from 'rollup'
import verdigrisEsbuild from 'verdigris/esbuild'
import verdigrisRollup from 'verdigris/rollup'
import verdigrisVite from 'verdigris/vite'
import { build, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import { buildEsbuild, buildRollup, rollupInput, virtualModule, viteConfig } from './hosts.ts'

test.each(['Vite', 'Rollup', 'esbuild'])('%s: `types` cross as themselves', async (host) => {
  const app = createAppWithTypes()
  const types = './src/types.ts'
  if (host === 'Vite') {
    await build({
      ...viteConfig(app),
      plugins: [verdigrisVite({ types })],
      build: { ssr: 'src/main.ts', rolldownOptions: { output: { entryFileNames: 'main.mjs' } } },
    })
  } else if (host === 'Rollup') {
    const [, ...plugins] = rollupInput(app).plugins as Plugin[]
    const input = path.join(app.root, 'src/main.ts')
    await buildRollup(app, 'esm', {}, { input, plugins: [verdigrisRollup({ types }), ...plugins] })
  } else {
    await buildEsbuild(app, 'esm', { plugins: [verdigrisEsbuild({ types })] })
  }
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'))).toEqual({ sum: 5, isPoint: true })
})

test('Vite, dev server: `types` cross as themselves', async () => {
  const app = createAppWithTypes()
  const server = await createServer({
    ...viteConfig(app),
    plugins: [virtualModule, verdigrisVite({ types: './src/types.ts' })],
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
  })
  onTestFinished(() => server.close())
  const { result } = await server.ssrLoadModule('/src/main.ts')
  expect(await (result as Promise<unknown>)).toEqual({ sum: 5, isPoint: true })
})

test.each(['vite', 'rollup', 'rolldown', 'esbuild', 'unplugin'])(
  "require('verdigris/%s') works",
  (host) => {
    const app = createApp()
    const loaded: unknown = createRequire(path.join(app.root, 'x.cjs'))(`verdigris/${host}`)
    expect(typeof (host === 'unplugin' ? (loaded as { unplugin: object }).unplugin : loaded)).toBe(
      host === 'unplugin' ? 'object' : 'function',
    )
  },
)

test('esbuild: addons stay where they are, and loaded files come along', async () => {
  const app = createApp()
  app.write('src/addon.node', '')
  app.write('src/note.data', 'note')
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import note from './note.data'
const load = () => { try { require('./addon.node') } catch (error) { return error.message } }
task('a', () => [load(), readFileSync(__dirname + '/../dist/verdigris/' + note, 'utf8')])
  .then((result) => console.log(JSON.stringify({ result })))
`,
  )
  await buildEsbuild(app, 'cjs', { loader: { '.data': 'file' }, external: ['*.node'] })
  const { result } = await runProgram(path.join(app.root, 'dist/main.cjs'))
  expect(result).toEqual([expect.stringContaining(`${app.root}/src/addon.node`), 'note'])
})

function createAppWithTypes(): App {
  const app = createApp()
  app.write(
    'src/point.ts',
    `export class Point {
  x: number
  constructor(x: number) { this.x = x }
  plus(other: Point): Point { return new Point(this.x + other.x) }
}
`,
  )
  app.write(
    'src/types.ts',
    `import { Point as P } from './point'
export const Point = {
  encode: (value: unknown) => value instanceof P && [value.x],
  decode: ([x]: [number]) => new P(x),
}
`,
  )
  app.write(
    'src/main.ts',
    `import { task } from 'verdigris'
import { Point } from './point'
async function main() {
  const [one, two] = [new Point(2), new Point(3)]
  const sum = await task('plus', () => one.plus(two))
  return { sum: sum.x, isPoint: sum instanceof Point }
}
export const result = main()
void result.then((value) => console.log(JSON.stringify(value)))
`,
  )
  return app
}
