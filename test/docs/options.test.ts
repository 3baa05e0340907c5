// docs/options.md against src/options.ts: every option, and the default that it really has.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'

import ts from 'typescript'
import { describe, expect, test } from 'vitest'

import {
  resolveCloseOptions,
  resolveMapOptions,
  resolvePoolOptions,
  resolveSuperviseOptions,
  resolveTaskOptions,
  resolveWorkerOptions,
} from '../../src/options.ts'
import { readDocument, ROOT } from './blocks.ts'
import { type Row, sectionsOf } from './tables.ts'

const facts = { kind: 'task', label: 'a', callSite: 'a.ts:1:1' } as const
const task = resolveTaskOptions({}, facts)
const worker = resolveWorkerOptions({}, facts)
const pool = resolvePoolOptions({}, facts)

/** The section of each interface, and what its options become in the code if none is given. */
const SECTIONS: Readonly<
  Record<string, { name: string; file?: string; defaults: Readonly<Record<string, unknown>> }>
> = {
  Calls: { name: 'CallOptions', defaults: { ...task, timeout: task.timeoutMs } },
  Processes: {
    name: 'ProcessOptions',
    defaults: {
      ...task,
      memory: task.memoryBytes,
      startTimeout: task.startTimeoutMs,
      shutdownTimeout: task.shutdownTimeoutMs,
    },
  },
  task: { name: 'TaskOptions', file: 'src/task.ts', defaults: { ...defaultSpares() } },
  'Workers and pools': { name: 'WorkerOptions', defaults: { ...worker, restart: undefined } },
  Restarts: {
    name: 'RestartOptions',
    defaults: { ...worker.restart, period: worker.restart.periodMs },
  },
  Pools: {
    name: 'PoolOptions',
    defaults: { ...pool, idleTimeout: pool.idleTimeoutMs, recycleAfter: undefined },
  },
  map: { name: 'MapOptions', defaults: mapDefaults() },
  close: {
    name: 'CloseOptions',
    file: 'src/handles.ts',
    defaults: { timeout: resolveCloseOptions({}, facts) },
  },
  supervise: {
    name: 'SuperviseOptions',
    defaults: { ...resolveSuperviseOptions({}), period: resolveSuperviseOptions({}).periodMs },
  },
}

const sections = new Map(
  sectionsOf('docs/options.md').map(({ heading, tables }) => [heading, tables[0] ?? []]),
)

describe.each(Object.entries(SECTIONS))('%s', (heading, { name, file, defaults }) => {
  const rows = sections.get(heading) ?? []

  test('has every option and no other', () => {
    expect(rows.map(nameOf)).toEqual(membersOf(name, file ?? 'src/options.ts').map(([key]) => key))
  })

  test.each(rows.map((row) => [nameOf(row), row] as const))('the default of %s', (key, row) => {
    const actual = defaults[key]
    const said = [...(row['default'] ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => valueOf(code))
    // A default that no value says is described: `no limit`.
    if (said.length === 0) expect([undefined, Infinity]).toContain(actual)
    else if (typeof actual === 'function') expect(said).toEqual(stepsOf(actual as Backoff))
    else expect(said).toEqual([actual])
  })
})

test('what is said of restarts by default is so', () => {
  const [row] = sections.get('Workers and pools') ?? []
  const { intensity, periodMs } = worker.restart
  expect(row?.['default']).toBe(`${intensity} in ${periodMs / 1000} seconds`)
})

test('the plugin has every option, with the default that its documentation says', () => {
  const rows = sections.get('The plugin') ?? []
  const members = membersOf('VerdigrisPluginOptions', 'plugin/options.ts')
  expect(rows.map(nameOf)).toEqual(expect.arrayContaining(members.map(([key]) => key)))
  expect(rows).toHaveLength(members.length)
  for (const row of rows) {
    const [, comment = ''] = members.find(([key]) => key === nameOf(row)) ?? []
    const said = /@default (.*)/.exec(comment)?.[1]
    expect(row['default']).toBe(said === undefined ? 'none' : `\`${said}\``)
  }
})

test('every variable of the environment that the program reads is there', () => {
  const rows = sections.get('Environment variables') ?? []
  const options = readFileSync(path.join(ROOT, 'src/options.ts'), 'utf8')
  const slots = readFileSync(path.join(ROOT, 'src/process/slots.ts'), 'utf8')
  const variables = [...`${options}${slots}`.matchAll(/_VARIABLE = '(\w+)'/g)].map(
    ([, name]) => name,
  )
  expect(rows.map((row) => row['variable']?.replaceAll('`', ''))).toEqual(variables)
})

type Backoff = (failures: number) => number

/** The delays of a function where it changes: the first, the second if that is another, and the longest. */
function stepsOf(backoff: Backoff): number[] {
  return [...new Set([backoff(1), ...(backoff(1) === 0 ? [backoff(2)] : []), backoff(40)])]
}

/** In a program: tests have it set to none. */
function defaultSpares(): { spares: number; pool: undefined } {
  const before = process.env.VERDIGRIS_SPARES
  delete process.env.VERDIGRIS_SPARES
  try {
    return { spares: resolveTaskOptions({}, facts).spares, pool: undefined }
  } finally {
    if (before !== undefined) process.env.VERDIGRIS_SPARES = before
  }
}

function mapDefaults(): Record<string, unknown> {
  const map = resolveMapOptions({}, task, facts, null)
  return { ...map, ordered: map.isOrdered, settle: map.settles }
}

function nameOf(row: Row): string {
  return row['option']?.replaceAll('`', '') ?? ''
}

function valueOf(code: string | undefined): unknown {
  // From another realm its lists and objects are of other classes.
  return JSON.parse(JSON.stringify(runInNewContext(`(${code})`)))
}

/** The members of an interface with their comments. */
function membersOf(name: string, file: string): [key: string, comment: string][] {
  const source = ts.createSourceFile(file, readDocument(file), ts.ScriptTarget.Latest, true)
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (found === undefined) throw new Error(`${file} has no interface ${name}`)
  return found.members.map((member) => [
    member.name?.getText(source) ?? '',
    member.getFullText(source),
  ])
}
