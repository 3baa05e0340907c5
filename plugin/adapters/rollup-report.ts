// Problems in the form that Rollup, Rolldown and Vite print.

import type { PluginContext } from 'rollup'

import { BuildProblems, type Problem } from '../problem.ts'
import { toFiles } from './pipeline.ts'

/** Runs a step of a build and reports its problems. What had been read is watched, so that mending it counts. */
export async function reportProblems<T>(context: PluginContext, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof BuildProblems) {
      for (const file of toFiles(error.inputs)) context.addWatchFile(file)
      fail(context, error.problems)
    }
    throw error
  }
}

/** One error with all problems in its text, placed at the first. */
export function fail(context: PluginContext, problems: readonly Problem[]): never {
  const [first] = problems
  return context.error({
    message: problems.map(({ rendered }) => rendered).join('\n\n'),
    ...(first?.file === undefined ? {} : { id: first.file, loc: toLocation(first) }),
    pluginCode: first?.code,
  })
}

/** A position as Rollup counts: columns from 0. */
export function toLocation({
  file,
  line,
  column,
}: {
  file?: string | undefined
  line: number
  column: number
}): {
  file?: string
  line: number
  column: number
} {
  return { ...(file === undefined ? {} : { file }), line, column: column - 1 }
}
