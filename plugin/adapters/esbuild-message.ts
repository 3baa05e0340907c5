// Problems in esbuild's own form.

import path from 'node:path'

import type { PartialMessage } from 'esbuild'

import type { Problem } from '../problem.ts'
import { toPosix } from '../virtual.ts'

/** A problem as esbuild prints it: it makes the code frame itself. */
export function toMessage(problem: Problem, root: string): PartialMessage {
  const { code, message, file, line, column, length, lineText, notes } = problem
  return {
    text: `${code}: ${message}`,
    notes: notes.map((text) => ({ text })),
    location:
      file === undefined
        ? null
        : { file: toPosix(path.relative(root, file)), line, column: column - 1, length, lineText },
  }
}
