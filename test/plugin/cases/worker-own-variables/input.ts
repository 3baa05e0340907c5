import { worker } from 'verdigris'

export async function run(start: number) {
  const limit = 3
  const { call } = await worker('own', () => {
    let count = 0
    var last: number | undefined
    const seen: number[] = []
    const names = new Map<string, number>()
    ;[last] = [count]
    return {
      next() {
        count++
        last = count
        seen.push(last)
        names.set(`n${last}`, limit)
        return [count, last, seen.length, names.size]
      },
    }
  })
  return [await call.next(), await call.next(), start]
}
