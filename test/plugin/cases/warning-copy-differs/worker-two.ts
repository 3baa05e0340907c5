const now = () => Date.now()
const parse = () => process.argv.slice(2)
const local = { now: Date.now }
export default () => () => [now(), parse(), process.argv, local, process.pid]
