const memo = new Map<number, number>()
const lookUp = (n: number) => memo.get(n) ?? (memo.set(n, n), n)
export default () => () => lookUp(1)
