// What the command line tool says instead of a stack trace.

/** A mistake of the user's, with what to do about it. */
export class CliFailure extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
