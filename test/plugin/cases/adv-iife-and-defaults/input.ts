import { task } from 'verdigris'

const shared = { n: 1 }
export const run = async (
  a = 1,
  b = task('default', () => a + shared.n),
  { c = a, ...rest }: { c?: number; d?: number } = { d: 4 },
) =>
  [await b, await task('body', async function work(this: unknown, x = a, [y = c, ...z] = [undefined, 1] as (number | undefined)[]) {
    return [x, y, z, rest, arguments.length]
  })]
