import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const top = await task(__verdigris_site('top', 'input.ts:3:19', __verdigris_bundle), () => ({}))
class Fields {
  field = task(__verdigris_site('field', 'input.ts:5:11', __verdigris_bundle), () => ({}))
  static shared = task(__verdigris_site('static', 'input.ts:6:19', __verdigris_bundle), () => ({}))
  constructor(public given = task(__verdigris_site('default', 'input.ts:7:30', __verdigris_bundle), () => ({}))) {}
  static {
    void task(__verdigris_site('block', 'input.ts:9:10', __verdigris_bundle), () => ({}))
  }
  get [`computed`]() {
    return task(__verdigris_site('getter', 'input.ts:12:12', __verdigris_bundle), () => ({}))
  }
}
export async function run(flag = true) {
  const values: unknown[] = [await task(__verdigris_site('first', 'input.ts:16:36', __verdigris_bundle), () => ({})), await task(__verdigris_site('second', 'input.ts:16:68', __verdigris_bundle), () => ({}))]
  if (flag) values.push(await task(__verdigris_site('branch', 'input.ts:17:31', __verdigris_bundle), () => ({ values })))
  while (values.length < 4) values.push(await task(__verdigris_site('loop', 'input.ts:18:47', __verdigris_bundle), () => ({ values })))
  values.push(flag ? await task(__verdigris_site('yes', 'input.ts:19:28', __verdigris_bundle), () => ({})) : await task(__verdigris_site('no', 'input.ts:19:61', __verdigris_bundle), () => ({})))
  values.push(`${await task(__verdigris_site('template', 'input.ts:20:24', __verdigris_bundle), () => ({}))}`, ...(await task(__verdigris_site('spread', 'input.ts:20:65', __verdigris_bundle), () => ({}))))
  const { x = await task(__verdigris_site('pattern', 'input.ts:21:21', __verdigris_bundle), () => ({})) } = {} as { x?: number }
  const fields = new Fields()
  values.push(x, top, await fields.field, await Fields.shared, await fields.given, await fields.computed)
  for (const item of await task(__verdigris_site('head', 'input.ts:24:28', __verdigris_bundle), () => ({}))) values.push(item)
  return values
}
