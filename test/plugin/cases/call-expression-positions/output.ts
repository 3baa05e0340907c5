import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const top = await task(__verdigris_site('top', 'input.ts:3:19', __verdigris_bundle), () => ({}))
const pair = [await task(__verdigris_site('one', 'input.ts:4:21', __verdigris_bundle), () => ({})), await task(__verdigris_site('two', 'input.ts:4:49', __verdigris_bundle), () => ({}))]

class Holder {
  static shared = task(__verdigris_site('static', 'input.ts:7:19', __verdigris_bundle), () => ({}))
  own = task(__verdigris_site('own', 'input.ts:8:9', __verdigris_bundle), () => ({}))
  [`computed`] = task(__verdigris_site('computed', 'input.ts:9:18', __verdigris_bundle), () => ({}))
}

async function withDefault(value = task(__verdigris_site('default', 'input.ts:12:36', __verdigris_bundle), () => ({})), other = value) {
  return [await value, await other]
}

export async function run() {
  const results: unknown[] = [top, pair]
  if (await task(__verdigris_site('test', 'input.ts:18:13', __verdigris_bundle), () => ({}))) results.push(await task(__verdigris_site('consequent', 'input.ts:18:58', __verdigris_bundle), () => ({})))
  for (const n of await task(__verdigris_site('iterated', 'input.ts:19:25', __verdigris_bundle), () => ({}))) results.push(await task(__verdigris_site('body', 'input.ts:19:76', __verdigris_bundle), () => ({ n })))
  for (let n = await task(__verdigris_site('init', 'input.ts:20:22', __verdigris_bundle), () => ({})); n < (await task(__verdigris_site('bound', 'input.ts:20:56', __verdigris_bundle), () => ({}))); n += await task(__verdigris_site('step', 'input.ts:20:92', __verdigris_bundle), () => ({}))) results.push(n)
  const object = { [await task(__verdigris_site('key', 'input.ts:21:27', __verdigris_bundle), () => ({}))]: await task(__verdigris_site('value', 'input.ts:21:60', __verdigris_bundle), () => ({})), ...(await task(__verdigris_site('spread', 'input.ts:21:94', __verdigris_bundle), () => ({}))) }
  results.push(`${await task(__verdigris_site('template', 'input.ts:22:25', __verdigris_bundle), () => ({}))}`, object, await withDefault())
  results.push(await Holder.shared, await new Holder().own, await new Holder().computed)
  switch (await task(__verdigris_site('discriminant', 'input.ts:24:17', __verdigris_bundle), () => ({}))) {
    case await task(__verdigris_site('case', 'input.ts:25:16', __verdigris_bundle), () => ({})):
      results.push((await task(__verdigris_site('left', 'input.ts:26:27', __verdigris_bundle), () => ({}))) + (await task(__verdigris_site('right', 'input.ts:26:59', __verdigris_bundle), () => ({}))))
  }
  return results.concat(await Promise.all([1, 2].map((n) => task(__verdigris_site('mapped', 'input.ts:28:61', __verdigris_bundle), () => ({ n })))), await (async () => task(__verdigris_site('returned', 'input.ts:28:107', __verdigris_bundle), () => ({})))())
}
