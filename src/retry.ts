// Makes a call again whose process crashed, as often as its options say.
import { CrashError, VerdigrisError } from './errors.ts'
import type { ResolvedCallOptions } from './options.ts'

/** @param run makes the call; `attempt` counts from 1 */
export async function withRetries(
  { retries, backoff, signal }: Pick<ResolvedCallOptions, 'retries' | 'backoff' | 'signal'>,
  run: (attempt: number) => Promise<unknown>,
): Promise<unknown> {
  let crash: CrashError | undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      // A retry that was refused has not been executed, but the call may have been.
      if (crash !== undefined && isRefusal(error)) throw crash
      if (!(error instanceof CrashError) || attempt > retries) throw error
      crash = error
      await delay(backoff(attempt), signal)
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof VerdigrisError && error.outcome === 'not-executed'
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
