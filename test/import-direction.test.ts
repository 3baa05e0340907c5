// Imports point one way. Reads every import of src/ and plugin/ and holds them to the layers of the design.

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

const ROOT = path.dirname(import.meta.dirname)

/** The parts of the runtime, each of which may import the parts before it. */
const LAYERS = [
  'src/label.ts',
  'src/errors.ts',
  'src/crossable.ts',
  'src/calls.ts',
  'src/wire',
  'src/options.ts',
  'src/handles.ts',
  'src/process',
  'src/supervisor',
  'src/pool',
  'src/call-site.ts',
  'src/site.ts',
  'src/transfer.ts',
  'src/given.ts',
  'src/retry.ts',
  'src/stream.ts',
  'src/handle.ts',
  'src/start-pool.ts',
  'src/load-pool.ts',
  'src/task.ts',
  'src/worker.ts',
  'src/pool.ts',
  'src/close-all.ts',
  'src/supervise.ts',
]

/** A part of the program, and the parts that it may import besides itself. */
const PART_TO_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(LAYERS.map((part, index) => [part, LAYERS.slice(0, index)])),
  'src/internal.ts': LAYERS,
  'src/index.ts': LAYERS,
  'src/child': ['src/wire', 'src/errors.ts'],
  plugin: ['src/label.ts', 'src/wire'],
}

describe('imports', () => {
  const files = ['src', 'plugin'].flatMap(sourceFiles)

  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  it('point one way', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((to) => problemOf(file, to) ?? []),
    )
    expect(wrong).toEqual([])
  })

  it('of the runtime name no package but its one dependency', () => {
    const packages = files
      .filter((file) => file.startsWith('src/'))
      .flatMap((file) => importsOf(file))
      .filter((to) => !to.startsWith('src/') && !to.startsWith('plugin') && !to.startsWith('node:'))
    expect([...new Set(packages)].filter((name) => name !== 'devalue')).toEqual([])
  })
})

function problemOf(file: string, to: string): string | undefined {
  if (!to.startsWith('src/') && !to.startsWith('plugin/')) return undefined
  const from = partOf(file)
  const allowed = PART_TO_IMPORTS[from]
  if (allowed === undefined) return `${file} is in no layer: give ${from} a place in this test`
  if (partOf(to) === from || allowed.includes(partOf(to))) return undefined
  return `${file} imports ${to}: ${from} may import ${allowed.join(', ') || 'nothing'}`
}

/** `src/wire/frame.ts` -> `src/wire`, `src/task.ts` -> itself, `plugin/adapters/vite.ts` -> `plugin` */
function partOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'plugin' ? top : `${top}/${second}`
}

/** What a file imports: repository paths for its own files, the specifier for everything else. */
function importsOf(file: string): string[] {
  const code = readFileSync(path.join(ROOT, file), 'utf8')
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module
  const specifiers = [
    ...staticImports.map((found) => found.moduleRequest.value),
    ...staticExports.flatMap((found) => found.entries.map((e) => e.moduleRequest?.value ?? '')),
    // Not those of a computed path, which is the user's.
    ...dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) =>
        /^['"`](.*)['"`]$/.exec(code.slice(start, end))?.slice(1) ?? [],
    ),
  ]
  return specifiers
    .filter((specifier) => specifier !== '')
    .map((specifier) =>
      specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
    )
}

function sourceFiles(directory: string): string[] {
  return readdirSync(path.join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(directory, ...file.split(path.sep)))
    .filter((file) => file.endsWith('.ts'))
}
