// How Farm builds the app, in a process of its own: Farm ends its process when a build fails.

import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import type { App } from './app.ts'
import { extensionOf, type Format } from './hosts.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** Builds into `dist/main` and `dist/other`: Farm looks for its runtime beside the entry. Rejects with what Farm said. */
export async function buildFarm(
  app: App,
  format: Format,
  more: object = {},
  output: object = {},
): Promise<void> {
  await runFarm(app, format, more, output)
}

/** The same, and what Farm says when all is well. */
export async function runFarm(
  app: App,
  format: Format,
  more: object = {},
  output: object = {},
): Promise<string> {
  symlinkSync(path.join(ROOT, 'node_modules/@farmfe'), path.join(app.root, 'node_modules/@farmfe'))
  const compilation = {
    input: { main: 'src/main.ts', other: 'src/nested/other.ts' },
    output: {
      path: 'dist',
      targetEnv: 'node',
      format,
      entryFilename: `[entryName]${extensionOf(format)}`,
      ...output,
    },
    persistentCache: false,
    presetEnv: false,
    minify: false,
    define: { __FLAVOUR__: JSON.stringify('salt') },
    resolve: { alias: { '@': path.join(app.root, 'src') } },
    external: ['^verdigris', '^dep-'],
    ...more,
  }
  app.write(
    'build.mjs',
    `import { build } from '@farmfe/core'
import verdigris from 'verdigris/farm'
const virtual = {
  name: 'virtual-module',
  resolve: {
    filters: { sources: ['^virtual:value$'], importers: ['.*'] },
    executor: ({ source }) => ({ resolvedPath: source, sideEffects: false, external: false }),
  },
  load: {
    filters: { resolvedPaths: ['^virtual:value$'] },
    executor: () => ({ content: "export default 'virtual value'", moduleType: 'js' }),
  },
}
await build({ root: ${JSON.stringify(app.root)}, compilation: ${JSON.stringify(compilation)}, plugins: [verdigris(${JSON.stringify(app.options)}), virtual] })
// At once: nothing may be written later.
process.reallyExit(0)
`,
  )
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['build.mjs'], {
    cwd: app.root,
    env,
    timeout: 25_000,
  })
  return stdout + stderr
}
