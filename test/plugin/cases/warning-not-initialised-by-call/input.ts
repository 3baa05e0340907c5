import { task } from 'verdigris'

const defaults: Record<string, number> = {}
const codecs: string[] = []
const limits = { size: 1 }
const shown = { a: 1 }
const kept = { a: 1 }

fill(defaults)
register('jpeg', codecs)
export const raise = () => raiseAll(0, limits)
print(shown)
replace(kept)

function fill(target: Record<string, number>) {
  target.quality = 5
}
const register = (name: string, list: string[]) => list.push(name)
const raiseAll = function (by: number, limit: typeof limits) {
  limit.size += by
}
function print(value: object) {
  console.log(value)
}
// Another object by then.
function replace(value: { a: number }) {
  value = { a: 2 }
  value.a = 3
}

export const work = () => task('uses', () => [defaults, codecs, limits, shown, kept])

export function inside() {
  const mine: Record<string, number> = {}
  return task('inside', () => {
    const own: Record<string, number> = {}
    fill(own)
    return [own, mine]
  })
}
