import { worker } from 'verdigris'

const factorial = await worker('factorial', () => (n: number): unknown => (n < 2 ? 1 : factorial.call(n - 1)))
const ping = await worker('ping', () => (): unknown => pong.call())
const pong = await worker('pong', () => (): unknown => ping.call())
export async function run() {
  const own = await worker('own', () => (): unknown => own.call())
  return [own, factorial]
}
