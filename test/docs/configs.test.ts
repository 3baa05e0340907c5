// Bundlers' configs in the documents: the README's first program is built with each as it stands there, and run.

import { availableParallelism } from 'node:os'

import { expect, test } from 'vitest'

import { BUN } from '../bundlers/bun.ts'
import {
  type AppFolder,
  createAppFolder,
  firstProgram,
  normalise,
  type Output,
} from './app-folder.ts'
import { type Block, blocksOf, configNameOf, neighboursOf, printedBy } from './blocks.ts'

interface Host {
  build: (app: AppFolder) => Promise<Output>
  /** What it makes of `src/app.ts`. @default dist/app.js */
  program?: string
}

/** webpack and Rspack without their command lines, which are packages of their own. */
function packWith(name: string, config: string): Host['build'] {
  const script = `import { default as config } from './${config}'
import * as host from '${name}'
const pack = host.rspack ?? host.default
pack(config, (error, stats) => {
  if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString('errors-only'))
})`
  return (app) => app.node('--input-type=module', '-e', script)
}

const HOSTS: Readonly<Record<string, Host>> = {
  'vite.config.ts': { build: (app) => app.run('vite', 'build', '--logLevel', 'error') },
  'rollup.config.js': { build: (app) => app.run('rollup', '-c', '--silent') },
  'rolldown.config.js': { build: (app) => app.run('rolldown', '-c', '--logLevel', 'silent') },
  'build.js': { build: (app) => app.node('build.js') },
  'build-binary.js': { build: (app) => app.node('build-binary.js'), program: 'dist/app.cjs' },
  'webpack.config.js': {
    build: packWith('webpack', 'webpack.config.js'),
    program: 'dist/app.cjs',
  },
  'rspack.config.js': {
    build: packWith('@rspack/core', 'rspack.config.js'),
    program: 'dist/app.cjs',
  },
  'build.ts': { build: (app) => app.run(BUN ?? 'bun', 'run', 'build.ts') },
  'farm.config.ts': {
    build: (app) =>
      app.node(
        '--input-type=module',
        '-e',
        `import { build } from '@farmfe/core'
await build({ configPath: process.cwd() + '/farm.config.ts', mode: 'production' })
process.exit()`,
      ),
  },
}

test.for(blocksOf('config').map((config) => [config.where, config] as const))(
  '%s builds the first program',
  async ([, config], { skip }) => {
    const name = configNameOf(config) ?? ''
    const host = HOSTS[name]
    skip(name === 'build.ts' && BUN === undefined, 'There is no Bun for this machine')
    skip(name === 'farm.config.ts' && availableParallelism() === 1, 'Farm hangs on one core')
    expect(host, `there is no way to build with ${name}: add it to this test`).toBeDefined()
    const { code } = firstProgram()
    const app = createAppFolder({
      'src/app.ts': code,
      'src/app.js': code,
      ...neighboursOf(config),
      [name]: config.code,
    })
    const built = await host!.build(app)
    expect(built, built.stderr + built.stdout).toMatchObject({ exitCode: 0 })
    const { stdout } = await app.node(host!.program ?? 'dist/app.js')
    expect(factsOf(normalise(stdout, app.root))).toBe(factsOf(printedCode(firstProgram())))
  },
)

test('the README has Vite, esbuild and Rollup, in three lines each', () => {
  const inReadme = blocksOf('config').filter(({ file }) => file === 'README.md')
  expect(inReadme.map((block) => [configNameOf(block), block.code.split('\n').length])).toEqual([
    ['vite.config.ts', 3],
    ['build.js', 3],
    ['rollup.config.js', 3],
  ])
})

function printedCode(program: Block): string {
  return normalise(printedBy(program)?.code ?? '')
}

/** Without what is the bundler's own: places in the output, and the sources that Rollup and CommonJS need. */
function factsOf(printed: string): string {
  return printed
    .replace(/^ {4}at (?!task ).*$/gm, (frame) => (frame.endsWith(' {') ? '{' : ''))
    .replaceAll(/src\/(app\.js:5:18|main\.ts:6:20)/g, 'src/app.ts:5:18')
    .replace(/\n+/g, '\n')
}
