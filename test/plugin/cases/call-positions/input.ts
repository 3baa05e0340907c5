import { task } from 'verdigris'

const top = await task('top', () => 1)
class Fields {
  field = task('field', () => 2)
  static shared = task('static', () => 3)
  constructor(public given = task('default', () => 4)) {}
  static {
    void task('block', () => 5)
  }
  get [`computed`]() {
    return task('getter', () => 6)
  }
}
export async function run(flag = true) {
  const values: unknown[] = [await task('first', () => 'a'), await task('second', () => 'b')]
  if (flag) values.push(await task('branch', () => values.length))
  while (values.length < 4) values.push(await task('loop', () => values.length))
  values.push(flag ? await task('yes', () => 'yes') : await task('no', () => 'no'))
  values.push(`${await task('template', () => 't')}`, ...(await task('spread', () => ['s'])))
  const { x = await task('pattern', () => 7) } = {} as { x?: number }
  const fields = new Fields()
  values.push(x, top, await fields.field, await Fields.shared, await fields.given, await fields.computed)
  for (const item of await task('head', () => ['h'])) values.push(item)
  return values
}
