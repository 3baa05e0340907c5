// Comments that silence warnings: `// verdigris-ignore-next-line capture-mutated`. Errors stay.

import type { Comment } from 'oxc-parser'

import { positionAt } from './code-frame.ts'
import type { Finding } from './diagnostic.ts'

const IGNORE = /^[\s*]*verdigris-ignore-next-line\s+([\w-]+(?:\s*,\s*[\w-]+)*)/

/** Removes the warnings that a comment on the line above names. */
export function withoutIgnored(
  findings: readonly Finding[],
  code: string,
  comments: readonly Comment[],
): Finding[] {
  const ignored = new Set<string>()
  for (const comment of comments) {
    const codes = IGNORE.exec(comment.value)?.[1]?.split(/\s*,\s*/) ?? []
    if (codes.length === 0) continue
    const nextLine = positionAt(code, comment.end).line + 1
    for (const name of codes) ignored.add(`${nextLine} ${name}`)
  }
  if (ignored.size === 0) return [...findings]
  return findings.filter(
    ({ severity, range, code: name }) =>
      severity === 'error' || !ignored.has(`${positionAt(code, range[0]).line} ${name}`),
  )
}
