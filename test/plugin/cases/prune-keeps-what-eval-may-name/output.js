import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'
import { native } from './native'

function open() {
  return native()
}
export const read = (code) => eval(code)
export const work = () => task(__verdigris_site('moved', 'input.js:8:27', __verdigris_bundle), () => ({}))
