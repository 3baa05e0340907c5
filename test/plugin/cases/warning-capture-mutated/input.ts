import { task } from 'verdigris'

export async function run() {
  const user = { n: 1, deep: { list: [1] } }, list = [2, 1], map = new Map([[1, 2]]), other: any = {}
  await task('assign', () => { user.n = 2; user.deep.list[0]++; delete other.x; other['y'] ||= 1 })
  await task('patterns', () => { [user.n, ...other.rest] = [1, 2]; ({ a: user!.n = 3 } = {} as any) })
  await task('loop', () => { for (other.key in user) ; for ((user as any).n of list) ; })
  await task('methods', () => { list.sort(); list.push(1); map.set(1, 3); (map)?.clear() })
  await task('objects', () => { Object.assign(user, { n: 9 }); Reflect.set(user, 'n', 1); Object.keys(user) })
  await task('fine', () => [user.deep.list.push(1), list.map((x) => x), other.push?.(1), { ...user }.n = 4])
  return [user, list, map, other]
}
