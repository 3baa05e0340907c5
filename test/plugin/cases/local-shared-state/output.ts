import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  let count = 1
  let log: string[] = []
  count = 40
  log = ['before']
  return task(__verdigris_site('state', 'input.ts:18:10', __verdigris_bundle), () => ({ log, count }))
}
