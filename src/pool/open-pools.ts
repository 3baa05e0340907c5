// The workers and pools of this program that are open. They are closed when it has nothing else to do, or all
// at once by `closeAll`.
import type { ProcessPool } from './process-pool.ts'

const open = new Set<ProcessPool>()
let isWatching = false

export function noteOpen(pool: ProcessPool): void {
  open.add(pool)
  if (isWatching) return
  isWatching = true
  // The event loop is empty: whoever made them has no more use for them. Closing gives it something to do, after
  // which it is empty again.
  process.on('beforeExit', () => {
    // Nor will anybody read a stream any more.
    closeOpen(undefined, 0).catch((error: unknown) => {
      process.emitWarning(`A worker failed to dispose of what it had: ${String(error)}`)
    })
  })
}

export function forgetOpen(pool: ProcessPool): void {
  open.delete(pool)
}

/** Closes all. Rejects with the first error of a disposal, when everything is closed. */
export async function closeOpen(timeoutMs: number | undefined, unreadMs?: number): Promise<void> {
  const results = await Promise.allSettled([...open].map((pool) => pool.close(timeoutMs, unreadMs)))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
