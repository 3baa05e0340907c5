// For functions of the program's own that are called in the middle of something: what they throw is the program's
// fault and ends it like any uncaught exception, but must not leave that something half done.

export function rethrowLater(error: unknown): void {
  process.nextTick(() => {
    throw error
  })
}
