// Problems as text, for hosts that show the text of what a plugin throws or warns of and nothing else.

import { formatMessages, type PartialMessage } from 'esbuild'

import type { Problem } from '../problem.ts'
import { toMessage } from './esbuild-message.ts'

/** An error that shows each problem with its place. */
export function toError(problems: readonly Problem[], root: string): Promise<Error> {
  return toErrorOf(problems.map((problem) => toMessage(problem, root)))
}

/** The same, of messages. */
export async function toErrorOf(messages: PartialMessage[]): Promise<Error> {
  return new Error((await formatMessages(messages, { kind: 'error' })).join('\n'))
}

/** A text for each warning, with its place. */
export function toWarnings(messages: PartialMessage[]): Promise<string[]> {
  return formatMessages(messages, { kind: 'warning' })
}
