import { task } from 'verdigris'

const own = await task('own', () => own + 1)
const ping: unknown = await task('ping', () => pong)
const pong: unknown = await task('pong', () => ping)
class Holder {
  static value = task('holder', () => Holder.value)
  later = task('later', () => new Holder())
}
