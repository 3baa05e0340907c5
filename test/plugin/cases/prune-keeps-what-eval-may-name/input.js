import { task } from 'verdigris'
import { native } from './native'

function open() {
  return native()
}
export const read = (code) => eval(code)
export const work = () => task('moved', () => open())
