const size = 2
export default () => () => ({ decode: (n: number) => n + size, pid: () => 7 })
