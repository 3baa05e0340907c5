import { task } from 'verdigris'

export async function run() {
  const results: unknown[] = []
  try {
    throw Object.assign(new Error('first'), { code: 1 })
  } catch ({ message, code = 2, ...rest }: any) {
    results.push(await task('pattern', () => [message, code, Object.keys(rest)]))
  } finally {
    const end = 'end'
    results.push(await task('finally', () => end))
  }
  outer: for (const n of [1, 2]) {
    for (;;) {
      results.push(await task('labelled', () => n))
      continue outer
    }
  }
  return results
}
