import { task } from 'verdigris'

export async function run() {
  const step = 2
  async function sum(n: number): Promise<number> {
    return n <= 0 ? 0 : task('sum', async () => n + (await sum(n - step)))
  }
  const once = (word: string) => task('once', () => `${word}!`)
  return [await sum(6), await task('outer', async () => [await once('a'), await sum(2)])]
}
