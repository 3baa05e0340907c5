import { task } from 'verdigris'

namespace Shapes {
  const unit = 'cm'
  export const show = (n: number) => `${n}${unit}`
  export function twice(n: number) {
    return show(n * 2)
  }
  export const work = () => task('namespace', () => twice(2))
}

export const run = () => Shapes.work()
