import { task } from 'verdigris'

const top = await task('top', () => 'top')
const pair = [await task('one', () => 1), await task('two', () => 2)]

class Holder {
  static shared = task('static', () => 'static')
  own = task('own', () => 'own')
  [`computed`] = task('computed', () => 'value')
}

async function withDefault(value = task('default', () => 'default'), other = value) {
  return [await value, await other]
}

export async function run() {
  const results: unknown[] = [top, pair]
  if (await task('test', () => true)) results.push(await task('consequent', () => 'yes'))
  for (const n of await task('iterated', () => [1, 2])) results.push(await task('body', () => n * 2))
  for (let n = await task('init', () => 0); n < (await task('bound', () => 2)); n += await task('step', () => 1)) results.push(n)
  const object = { [await task('key', () => 'key')]: await task('value', () => 1), ...(await task('spread', () => ({ a: 1 }))) }
  results.push(`${await task('template', () => 't')}`, object, await withDefault())
  results.push(await Holder.shared, await new Holder().own, await new Holder().computed)
  switch (await task('discriminant', () => 2)) {
    case await task('case', () => 2):
      results.push((await task('left', () => 1)) + (await task('right', () => 2)))
  }
  return results.concat(await Promise.all([1, 2].map((n) => task('mapped', () => n))), await (async () => task('returned', () => 'end'))())
}
