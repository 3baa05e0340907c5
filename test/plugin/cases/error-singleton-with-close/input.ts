import { task } from 'verdigris'

let connection: { query(): number } | undefined
const connect = () => (connection ??= { query: () => 1 })
export function close() {
  connection = undefined
}
export const run = () => task('query', () => connect().query())
