// Makes a call again whose process crashed, as often as its options say.
import { CrashError } from './errors.ts'
import type { ResolvedCallOptions } from './options.ts'

/** @param run makes the call; `attempt` counts from 1 */
export async function withRetries(
  { retries, backoff, signal }: ResolvedCallOptions,
  run: (attempt: number) => Promise<unknown>,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      if (!(error instanceof CrashError) || attempt > retries) throw error
      await delay(backoff(attempt), signal)
    }
  }
}

/** Resolves after `ms`, or rejects with the signal's reason. */
function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    if (signal?.aborted === true) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
