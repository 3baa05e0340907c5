import { task } from 'verdigris'

const UNIT = 'px'

export async function run(scale = 2) {
  const limit = 3
  function isEven(n: number): boolean {
    return n === 0 || isOdd(n - 1)
  }
  function isOdd(n: number): boolean {
    return n !== 0 && isEven(n - 1)
  }
  function countDown(n: number): number[] {
    return n > limit ? countDown(n - 1) : n === 0 ? [] : [n, ...countDown(n - 1)]
  }
  function show(n: number) {
    return `${n * scale}${UNIT}`
  }
  function unused() {
    return show(1)
  }
  void unused
  return task('show', () => countDown(5).filter(isOdd).map((n) => show(n)))
}
