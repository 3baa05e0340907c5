import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  const log: string[] = []
  void log
  return task(__verdigris_site('resources', 'input.ts:16:10', __verdigris_bundle), () => ({}))
}
