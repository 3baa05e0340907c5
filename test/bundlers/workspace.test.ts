// Call sites in packages: of the same repository, linked as TypeScript, and of others, published as JavaScript.

import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import type { Plugin } from 'rollup'
import { expect, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import { buildEsbuild, buildRolldown, buildRollup, buildVite, rollupInput } from './hosts.ts'

const MAIN = `
import { resize, SIZE } from '@repo/images'
import { task } from 'verdigris'
const word: string = 'hi'
console.log(JSON.stringify({
  theirs: await resize(word),
  ours: await task('ours', () => word + SIZE),
}))
`

/** How each host builds a program that imports a linked package. */
const LINKED: Record<string, (app: App) => Promise<void>> = {
  Vite: (app) => buildVite(app, 'esm'),
  'Vite, everything bundled': (app) => buildVite(app, 'esm', { ssr: { noExternal: true } }),
  Rollup: (app) =>
    buildRollup(
      app,
      'esm',
      {},
      withResolver(app, '@repo/images', '../../packages/images/src/index.ts'),
    ),
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
}

test.each(Object.entries(LINKED))(
  '%s: a package of the same repository, with calls of its own',
  async (_, build) => {
    const { app, web } = createRepository()
    await build(web)
    expect(await runProgram(path.join(web.root, 'dist/main.mjs'), 'hi')).toEqual({
      theirs: 'hi at 3 px',
      ours: 'hi3',
    })
    const manifest = web.list('dist/verdigris').find((name) => /^worker-\w+\.json$/.test(name))
    const { labels } = JSON.parse(app.read(`apps/web/dist/verdigris/${manifest}`)) as {
      labels: { label: string; file: string }[]
    }
    expect(labels.map(({ label, file }) => [label, file])).toEqual([
      ['ours', 'src/main.ts'],
      ['resize', '../../packages/images/src/index.ts'],
    ])
  },
)

/** How each host is told to process a package that it would leave alone. */
const PROCESSED: Record<string, (app: App) => Promise<void>> = {
  'Vite, `ssr.noExternal`': (app) => buildVite(app, 'esm', { ssr: { noExternal: ['dep-task'] } }),
  'Rollup, resolved': (app) => {
    const input = withResolver(app, 'dep-task', 'node_modules/dep-task/index.js')
    return buildRollup(app, 'esm', {}, { ...input, external: [/^dep-(?!task)/] })
  },
  Rolldown: (app) => buildRolldown(app, 'esm'),
  esbuild: (app) => buildEsbuild(app, 'esm'),
}

test.each(Object.entries(PROCESSED))('%s: a dependency with calls of its own', async (_, build) => {
  const app = createDependent()
  await build(app)
  expect(await runProgram(path.join(app.root, 'dist/main.mjs'), 'hi')).toEqual({ result: '<hi>' })
})

/** How each host leaves it alone, and what the error says for it. */
const EXTERNAL: Record<string, [build: (app: App) => Promise<void>, advice: string]> = {
  Vite: [(app) => buildVite(app, 'esm'), `ssr: { noExternal: ['@deps/task'] }`],
  Rollup: [
    (app) => buildRollup(app, 'esm', {}, { external: [/^@?dep/] }),
    'take it out of `external`',
  ],
  Rolldown: [
    (app) => buildRolldown(app, 'esm', {}, { external: [/^@?dep/] }),
    'take it out of `external`',
  ],
  esbuild: [
    (app) => buildEsbuild(app, 'esm', { packages: 'external' }),
    `without \`packages: 'external'\``,
  ],
}

test.each(Object.entries(EXTERNAL))(
  '%s: a dependency with calls that is left alone says what to do',
  async (_, [build, advice]) => {
    const app = createDependent('@deps/task')
    await build(app)
    const failure = await promisify(execFile)(
      process.execPath,
      [path.join(app.root, 'dist/main.mjs'), 'hi'],
      { timeout: 20_000, env: { ...process.env, NODE_OPTIONS: '' } },
    ).catch((error: unknown) => error as Error & { stderr: string })
    expect(failure.stderr).toContain('NotCompiledError: Task "wrap" was not compiled')
    expect(failure.stderr).toContain('It is in the package "@deps/task"')
    expect(failure.stderr).toContain(advice)
  },
)

/** `apps/web`, which imports `packages/images` through a link. */
function createRepository(): { app: App; web: App } {
  const app = createApp()
  app.write('apps/web/package.json', JSON.stringify({ type: 'module' }))
  app.write('apps/web/src/main.ts', MAIN)
  app.write('apps/web/src/nested/other.ts', '')
  const manifest = { name: '@repo/images', type: 'module', exports: './src/index.ts' }
  app.write('packages/images/package.json', JSON.stringify(manifest))
  app.write(
    'packages/images/src/index.ts',
    `import { task } from 'verdigris'
import { describe } from './describe'
export const SIZE: number = 3
export function resize(name: string): Promise<string> {
  return task('resize', () => describe(name, SIZE))
}
`,
  )
  app.write(
    'packages/images/src/describe.ts',
    'export const describe = (name: string, size: number): string => `${name} at ${size} px`\n',
  )
  mkdirSync(path.join(app.root, 'apps/web/node_modules/@repo'), { recursive: true })
  symlinkSync(
    path.join(app.root, 'packages/images'),
    path.join(app.root, 'apps/web/node_modules/@repo/images'),
  )
  const root = path.join(app.root, 'apps/web')
  return { app, web: { ...app, root, list: (name) => app.list(path.join('apps/web', name)) } }
}

/** A program whose dependency calls `task`. */
function createDependent(name = 'dep-task'): App {
  const app = createApp()
  app.write(
    'src/main.ts',
    `import { wrap } from '${name}'\nconsole.log(JSON.stringify({ result: await wrap(process.argv[2]) }))\n`,
  )
  app.write('src/nested/other.ts', '')
  app.write(
    `node_modules/${name}/package.json`,
    JSON.stringify({ name, type: 'module', exports: './index.js' }),
  )
  app.write(
    `node_modules/${name}/index.js`,
    `import { task } from 'verdigris'\nexport const wrap = (text) => task('wrap', () => \`<\${text}>\`)\n`,
  )
  return app
}

/** Rollup by itself resolves no packages. */
function withResolver(app: App, name: string, file: string): ReturnType<typeof rollupInput> {
  const input = rollupInput(app)
  const resolver: Plugin = {
    name: 'packages',
    resolveId: (id) => (id === name ? path.resolve(app.root, file) : null),
  }
  return { ...input, plugins: [...(input.plugins as Plugin[]), resolver] }
}
