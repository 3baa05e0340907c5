import { task } from 'verdigris'

export async function run() {
  const a = 1, b = 2, c = { d: 3 }
  return task('patterns', () => {
    const { a: renamed = b, [`${a}`]: computed = c.d } = { a: undefined } as Record<string, unknown>
    return { a, b: renamed, computed }
  })
}
