import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export function run() {
  const object = {
    x: 1,
    read() {
      return this.x
    },
  }
  function call(value: { x: number }) {
    return object.read.call(value)
  }
  const { x } = object
  void call
  return task(__verdigris_site('own', 'input.ts:21:10', __verdigris_bundle), () => ({ x }))
}
