// How Bun builds the app: its bundler runs in Bun only, so the build is a program of its own.

import { execFile } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import type { App } from './app.ts'
import { extensionOf, type Format } from './hosts.ts'

/** The program of the package for this machine; its install script, which would put it elsewhere, is not run. */
export const BUN: string | undefined = findBun()

/** Builds `src/main.ts` and `src/nested/other.ts` into `dist`. Rejects with what Bun said. */
export async function buildBun(app: App, format: Format, more: object = {}): Promise<void> {
  if (BUN === undefined) throw new Error('There is no Bun for this machine')
  app.write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }))
  const config = {
    entrypoints: ['src/main.ts', 'src/nested/other.ts'],
    root: 'src',
    outdir: 'dist',
    target: 'node',
    format,
    naming: { entry: `[dir]/[name]${extensionOf(format)}` },
    sourcemap: 'linked',
    define: { __FLAVOUR__: JSON.stringify('salt') },
    ...more,
  }
  app.write(
    'build.ts',
    `import verdigris from 'verdigris/bun'
const virtual = {
  name: 'virtual-module',
  setup(build) {
    build.onResolve({ filter: /^virtual:value$/ }, () => ({ path: 'value', namespace: 'virtual' }))
    build.onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({
      contents: "export default 'virtual value'",
      loader: 'js',
    }))
  },
}
const build = await Bun.build({ ...${JSON.stringify(config)}, plugins: [verdigris(${JSON.stringify(app.options)}), virtual] }).catch((error) => {
  for (const each of error.errors ?? [error]) console.error(each.message)
  process.exit(1)
})
`,
  )
  await promisify(execFile)(BUN, ['run', 'build.ts'], { cwd: app.root, timeout: 25_000 })
}

function findBun(): string | undefined {
  const directory = path.resolve(import.meta.dirname, '../../node_modules/@oven')
  try {
    const packages = readdirSync(directory).toSorted()
    return packages.map((name) => path.join(directory, name, 'bin/bun')).find(isProgram)
  } catch {
    return undefined
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
