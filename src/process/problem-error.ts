// What is wrong with a message, as the public error that says so.
import {
  type CallFacts,
  type Direction,
  MessageTooLargeError,
  ProtocolError,
  SerializationError,
  type VerdigrisError,
} from '../errors.ts'
import type { Problem } from '../wire/problem.ts'

/** A message that could not be sent or understood. */
export function problemError(
  facts: CallFacts,
  problem: Problem,
  direction: Direction,
  stderr = '',
): VerdigrisError {
  switch (problem.type) {
    case 'malformed':
      return new ProtocolError({ ...facts, stderr }, problem.detail)
    case 'too-large': {
      const { bytes, limit } = problem
      return new MessageTooLargeError({ ...facts, direction, bytes, limit })
    }
    case 'unserializable': {
      const path = pathOf(direction, problem.path)
      return new SerializationError({ ...facts, direction, path }, problem.what, problem.advice)
    }
  }
}

/** `captured user.socket`, because captures are variables; `result.socket`, because a result has no name. */
function pathOf(direction: Direction, path: string): string {
  if (direction === 'argument') return `arguments${path}`
  if (direction !== 'captured') return `${direction}${path}`
  return path === '' ? 'captured variables' : `captured ${path.replace(/^\./, '')}`
}
