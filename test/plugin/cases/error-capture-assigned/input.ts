import { task } from 'verdigris'

export function run(count = 0, list = [0]) {
  let a: number, b: number, key: string
  return [
    task('assign', () => { count = 1 }),
    task('update', () => count++),
    task('compound', () => (count ||= 2)),
    task('parentheses', () => { (count) = 3 }),
    task('destructure', () => { [a, { b = 2 } = {}] = [1] as any; ({ x: count } = { x: 1 }) }),
    task('loop', () => { for (key in {}) key; for (count of list) count }),
    task('as', () => { (count as any) = 4; count! += 1 }),
    task('outer', () => task('inner', () => { count = 5 })),
    a!, b!, key!,
  ]
}
for (var i = 0; i < 2; i++) task('var', () => { i = 2 })
