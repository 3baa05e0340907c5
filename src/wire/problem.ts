// What can be wrong with a message, before anyone knows whose message it was. The layers above turn
// it into a public error with the label and the call site; it is plain data, so a child can send it.

export type Problem =
  | { type: 'malformed'; detail: string }
  | { type: 'too-large'; bytes: number; limit: number }
  | { type: 'unserializable'; path: string; what: string; advice: string }

export class WireError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, cause?: unknown) {
    super(problem.type === 'malformed' ? problem.detail : problem.type, { cause })
    this.problem = problem
  }
}

export function malformed(detail: string, cause?: unknown): WireError {
  return new WireError({ type: 'malformed', detail }, cause)
}
