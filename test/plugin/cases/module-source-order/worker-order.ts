const log: string[] = []
const mark = (name: string) => (log.push(name), name)
const third = mark('z')
const first = mark('a')
const second = mark('b')
export default () => () => [second, first, third].map((x) => x) && log.filter((x) => x !== 'unused')
