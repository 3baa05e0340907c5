// Random programs, each run twice: its closures in place, and moved. Both must give the same value or throw the
// same error. What the compiler refuses, or warns of, is its right; that it does so too often is not.

import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'

import { renderDiagnostic } from '../../plugin/diagnostics/render.ts'
import { transform } from '../../plugin/transform.ts'
import type { TransformResult } from '../../plugin/transform.ts'
import { anyProgram } from './random-program.ts'

// Fixed, so that everybody's run finds the same: change it to look for more.
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_260)
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1000)

const counts = { same: 0, refused: 0, warned: 0, notCloned: 0, threw: 0, code: 0 }
afterAll(() => {
  if (process.env['DIFFERENTIAL_RUNS']) console.log(counts)
})

test('a closure means the same in place and moved', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(anyProgram(), compareBothWays), {
    seed: SEED,
    numRuns: RUNS,
    // The program and what went wrong; the rest of the report says how it was found.
    includeErrorInReport: false,
    reporter: (result) => {
      if (!result.failed) return
      const [text] = result.counterexample ?? ['']
      throw new Error(
        `${String(result.errorInstance)}\nseed ${result.seed}, path ${result.counterexamplePath}\n\n${text}`,
      )
    },
  })
  // Otherwise the programs say little.
  expect(counts.same).toBeGreaterThan(RUNS * 0.5)
  expect(counts.code).toBeGreaterThan(RUNS * 0.2)
})

async function compareBothWays(text: string): Promise<void> {
  const result = transform(text, '/app/program.js', { root: '/app' })
  if (result === null) {
    await runInPlace(text) // no call in it; it must at least be a program
    return
  }
  const diagnostics = result.diagnostics.map(renderDiagnostic).join('\n')
  if (result.diagnostics.some(({ severity }) => severity === 'error')) {
    counts.refused += 1
    return
  }
  const inPlace = await runInPlace(text)
  const moved = await runMoved(result)
  // A function as a value, which is found when it is sent.
  if ('error' in moved && moved.error.includes('could not be cloned')) {
    counts.notCloned += 1
    return
  }
  if (diagnostics !== '') {
    counts.warned += 1
    return
  }
  const outputs = [result.code, ...result.sites.map(({ workerModule }) => workerModule.code)]
  expect(moved, `\n${outputs.join('\n-----\n')}`).toEqual(inPlace)
  counts.same += 1
  if ('error' in inPlace) counts.threw += 1
  if (result.sites.some(({ workerModule }) => /^ {2}return /m.test(workerModule.code)))
    counts.code += 1
}

type Outcome = { value: unknown } | { error: string }

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

/** Evaluates the text of a module, of which only `last` is wanted. */
function evaluate(text: string, values: Record<string, unknown>): Promise<unknown> {
  const body = text
    .replace(/^import .*$/gm, '')
    .replace(/^export default /m, 'return ')
    .replace(/^export async function run/m, 'return run\nasync function run')
  // In front of what is declared there, `return run` would leave it undone.
  const isProgram = body.includes('\nreturn run\n')
  const ordered = isProgram ? `${body.replace('\nreturn run\n', '\n')}\nreturn run` : body
  const names = { $: show, ...values }
  return new AsyncFunction(...Object.keys(names), `'use strict'\n${ordered}`)(
    ...Object.values(names),
  )
}

async function runInPlace(text: string): Promise<Outcome> {
  const task = (_label: string, closure: () => unknown) => attempt(closure)
  return outcomeOf(text, { task })
}

async function runMoved({ code, sites }: TransformResult): Promise<Outcome> {
  const labelToCode = new Map(sites.map(({ label, workerModule }) => [label, workerModule.code]))
  const values = {
    __verdigris_bundle: undefined,
    __verdigris_site: (label: string) => label,
    task: async (label: string, capture: () => object) => {
      const captured = structuredClone(capture())
      const factory = await evaluate(labelToCode.get(label) ?? '', values)
      return structuredClone(await (factory as (all: object) => () => unknown)(captured)())
    },
  }
  return outcomeOf(code, values)
}

async function attempt(closure: () => unknown): Promise<unknown> {
  return structuredClone(await closure())
}

async function outcomeOf(text: string, values: Record<string, unknown>): Promise<Outcome> {
  try {
    const run = (await evaluate(text, values)) as () => Promise<unknown>
    return { value: await run() }
  } catch (error) {
    return { error: String(error) }
  }
}

// The text of a function is not its meaning.
function show(value: unknown): unknown {
  return typeof value === 'function' ? 'code' : value
}
