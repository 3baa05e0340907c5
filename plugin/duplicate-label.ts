// A label that two files use, as a problem that shows both places. (Within one file the compiler finds it.)

import { readFileSync } from 'node:fs'

import { codeFrame } from './diagnostics/code-frame.ts'
import type { Problem } from './problem.ts'
import type { DuplicateLabel } from './registry.ts'
import type { Site } from './transform.ts'

/** Names the second place as the problem's, and shows the first beside it. */
export function describeDuplicate({ label, first, second }: DuplicateLabel): Problem {
  const message = `The label "${label}" is used by two call sites. A label names one worker module.`
  const rendered = [
    `duplicate-label: ${message}`,
    `  ${second.where}`,
    showFrame(second),
    `  first used here (${first.where})`,
    showFrame(first),
    '  hint: give one of them another label',
  ]
  return {
    code: 'duplicate-label',
    message,
    file: second.file,
    line: second.line,
    column: second.column,
    length: second.end - second.start,
    lineText: readFile(second.file).split(/\r?\n/)[second.line - 1] ?? '',
    notes: [`first used here (${first.where})`, 'hint: give one of them another label'],
    rendered: rendered.join('\n'),
  }
}

function showFrame({ file, line, column, labelRange }: Site): string {
  // Offsets are those of what the compiler was given, which another plugin may have changed before: the
  // file on disk is shown by line and column.
  const code = readFile(file)
  const before = code.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  const found = code.indexOf(code.slice(...labelRange), start)
  return codeFrame(code, found === labelRange[0] ? labelRange : [start, start + 1])
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
