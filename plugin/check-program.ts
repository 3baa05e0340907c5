// A child that loads the program runs it: its calls start further children, and so on. Finds worker modules
// that lead to a call which runs when its file is loaded.

import type { Metafile } from 'esbuild'

import { workerRunsProgram } from './diagnostics/between-files.ts'
import { siteProblem, type Problem } from './problem.ts'
import type { ProgramCall, Site } from './transform.ts'

/** What the linker has to be told about the modules of a link, all by esbuild's names for them. */
export interface ProgramFacts {
  /** What a module starts when it is loaded; nothing of a worker module, whose calls belong to closures. */
  findProgramCall: (input: string) => ProgramCall | undefined
  /** What people call it. */
  toName: (input: string) => string
}

/** Follows the worker module `entry` of `site` to what its output contains. */
export function checkProgram(
  site: Site,
  entry: string,
  output: Metafile['outputs'][string],
  inputs: Metafile['inputs'],
  { findProgramCall, toName }: ProgramFacts,
): Problem[] {
  return Object.keys(output.inputs).flatMap((input) => {
    const run = findProgramCall(input)
    if (run === undefined) return []
    const by = findWay(entry, input, inputs).map(toName)
    return [siteProblem(site, workerRunsProgram(site, run, by))]
  })
}

/** The modules between `from` and `to` on the shortest way of imports. */
function findWay(from: string, to: string, inputs: Metafile['inputs']): string[] {
  const inputToImporter = new Map<string, string>()
  const queue = new Set([from])
  for (const input of queue) {
    for (const { path: imported } of inputs[input]?.imports ?? []) {
      if (!queue.has(imported)) inputToImporter.set(imported, input)
      queue.add(imported)
    }
  }
  const way: string[] = []
  for (
    let input = inputToImporter.get(to);
    input !== undefined && input !== from;
    input = inputToImporter.get(input)
  ) {
    way.unshift(input)
  }
  return way
}
