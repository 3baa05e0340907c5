import { task } from 'verdigris'
import { one } from './lib'

const two = 2
const double = (n: number) => n * two
const viaFunction = (n: number) => task('function', () => double(n) + one)

export async function run() {
  const a = 1, b = 10
  return task('outer', async () => {
    const c = double(a)
    const inner = await task('inner', async () => {
      const d = c + b
      return [d, await task('innermost', () => [a, c, d, double(d)])]
    })
    return [inner, await viaFunction(c), one]
  })
}
