import path from 'node:path'

import { expect, test } from 'vitest'

import { createApp, runProgram, type App } from './app.ts'
import {
  buildEsbuild,
  buildRolldown,
  buildRollup,
  buildRspack,
  buildVite,
  buildWebpack,
  extensionOf,
  type Format,
} from './hosts.ts'

const BUILDS: Record<string, (app: App, format: Format) => Promise<void>> = {
  Vite: (app, format) => buildVite(app, format),
  Rollup: (app, format) => buildRollup(app, format),
  Rolldown: (app, format) => buildRolldown(app, format),
  esbuild: (app, format) => buildEsbuild(app, format),
  webpack: (app, format) => buildWebpack(app, format),
  Rspack: (app, format) => buildRspack(app, format),
}

const MODES = Object.entries(BUILDS).flatMap(([name, build]) =>
  (['esm', 'cjs'] as const).map((format) => ({ name, format, build })),
)

/** What `src/stay.ts` prints when it is called with `hi`. */
const EXPECTED = {
  state: [3, 5],
  describe: ['prefix', 'HI', 'virtual value', 'green', 'salt', 'where.ts'],
  nested: '<hi>',
  pool: ['A', 'B', 'C'],
  shared: 'HI SHARED',
  inside: 'prefix hi',
  counted: [6, 7, 8],
}

// Of both entries, and of the files that worker modules reach.
const LABELS = [
  'counter',
  'innermost',
  'loud',
  'only-reached-by-a-worker',
  'other',
  'task-in-a-worker',
  'task-of-a-pool',
  'worker-in-a-task',
]

test.each(MODES)('$name, $format: workers and pools of the built program', async (mode) => {
  const { build, format } = mode
  const app = createApp()
  app.write('src/main.ts', `import './stay'\n`)
  await build(app, format)
  expect(labelsOf(app)).toEqual(LABELS)
  const main = path.join(app.root, `dist/main${extensionOf(format)}`)
  expect(await runProgram(main, 'hi')).toEqual(EXPECTED)
})

/** The labels that the worker bundles have a file for. */
function labelsOf(app: App): string[] {
  return app
    .list('dist/verdigris')
    .flatMap(
      (name) =>
        /^(?!(?:worker|runtime)-[\da-f]{8}\.)(.*)-[\da-f]{8}\.[cm]js$/.exec(name)?.[1] ?? [],
    )
    .toSorted()
}
