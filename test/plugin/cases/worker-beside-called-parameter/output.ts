import { task, worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

// What the parameter is called for is no handle, though the function that has it returns one.
export function open(measure: () => number) {
  const size = measure()
  void task(__verdigris_site('size', 'input.ts:6:8', __verdigris_bundle), () => ({ size }))
  return worker(__verdigris_site('sized', 'input.ts:7:10', __verdigris_bundle), () => ({ size }))
}
