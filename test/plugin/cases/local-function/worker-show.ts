const UNIT = 'px'
export default ({ limit, scale }) => {
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
  return () => countDown(5).filter(isOdd).map((n) => show(n))
}
