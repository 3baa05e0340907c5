import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'

export function run(list = [1, 2, 3]) {
  return task(__verdigris_site('pick', 'input.js:8:10', __verdigris_bundle), () => ({ list }))
}
