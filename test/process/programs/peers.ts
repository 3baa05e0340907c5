// The accidents of docs/comparison.md, as test/docs/fixtures/peers has them for other libraries.
import { writeFileSync } from 'node:fs'
import { load } from 'koffi'
import { CrashError, task } from 'verdigris'

const [, , scenario = '', file = ''] = process.argv

const scenarios: Record<string, () => Promise<unknown>> = {
  async crash() {
    const error = await task('peer-crash', () =>
      load('libc.so.6').func('size_t strlen(const char *text)')(null),
    ).catch((error: unknown) => error)
    const next = await task('peer-add', () => 1 + 1)
    if (!(error instanceof CrashError)) return { failed: false, next }
    const { signal, reason, stderr } = error
    return { failed: true, signal, reason, stderr: typeof stderr, next }
  },
  async hang() {
    const hang = task('peer-hang', { timeout: 300 }, () => {
      for (;;);
    })
    return hang.then(
      () => ({ failed: false }),
      () => ({ failed: true }),
    )
  },
  async fail() {
    const error = await task('peer-fail', () => {
      const cause = new Error('why')
      throw Object.assign(new RangeError('too far', { cause }), { metres: 7 })
    }).catch((error: unknown) => error)
    const { cause, metres } = error as { cause: Error; metres: number }
    return { isRangeError: error instanceof RangeError, cause: cause.message, own: metres }
  },
  async types() {
    const value = new Map([['when', new Date()]])
    return { value: await isKept(value) }
  },
  async share() {
    const shared: ArrayBufferLike = new SharedArrayBuffer(1)
    const failed = await fill(shared).then(
      () => false,
      () => true,
    )
    return { seen: new Uint8Array(shared)[0], failed }
  },
  async orphan() {
    await compute(file)
  },
}

function isKept(value: Map<string, Date>): Promise<boolean> {
  return task('peer-types', () => value instanceof Map && value.get('when') instanceof Date)
}

function fill(shared: ArrayBufferLike): Promise<number> {
  return task('peer-fill', () => new Uint8Array(shared).fill(7).length)
}

function compute(file: string): Promise<never> {
  return task('peer-orphan', () => {
    writeFileSync(file, String(process.pid))
    for (;;);
  })
}

console.log(JSON.stringify(await scenarios[scenario]?.()))
