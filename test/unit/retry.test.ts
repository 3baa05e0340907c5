import { describe, expect, it } from 'vitest'
import { ClosedError, CrashError } from '../../src/errors.ts'
import { withRetries } from '../../src/retry.ts'

const FACTS = {
  kind: 'worker',
  label: 'fake',
  callSite: 'fake.ts:1:1',
  phase: 'running',
  outcome: 'unknown',
} as const
const OPTIONS = { timeoutMs: undefined, signal: undefined, retries: 2, backoff: () => 0 }

function crash(): CrashError {
  const exit = { code: null, signal: 'SIGKILL' } as const
  return new CrashError({ ...FACTS, exit, reason: 'killed', stderr: '', uptimeMs: 1 })
}

describe('withRetries', () => {
  it('says of a call whose retry was refused that it may have run', async () => {
    const first = crash()
    const refusal = new ClosedError(
      { ...FACTS, phase: 'queued', outcome: 'not-executed' },
      'closed',
    )
    const call = withRetries(OPTIONS, (attempt) => Promise.reject(attempt === 1 ? first : refusal))
    await expect(call).rejects.toBe(first)
  })

  it('says what became of the last attempt if that has run', async () => {
    const failure = new RangeError('of the call')
    const call = withRetries(OPTIONS, (attempt) =>
      Promise.reject(attempt === 1 ? crash() : failure),
    )
    await expect(call).rejects.toBe(failure)
  })
})
