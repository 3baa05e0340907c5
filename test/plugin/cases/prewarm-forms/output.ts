import { task, task as spawn } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import * as v from 'verdigris'

const options = { env: { LEVEL: '1' } }

export async function warm(): Promise<void> {
  await task.prewarm(__verdigris_site('double', 'input.ts:7:9', __verdigris_bundle))
  await spawn.prewarm(__verdigris_site('double', 'input.ts:8:9', __verdigris_bundle), options)
  await v.task.prewarm(__verdigris_site('double', 'input.ts:9:9', __verdigris_bundle) as const, options)
  await v['task']['prewarm'](__verdigris_site('double', 'input.ts:10:9', __verdigris_bundle))
  await (task!).prewarm!(__verdigris_site('double', 'input.ts:11:9', __verdigris_bundle))
  await task?.prewarm?.(__verdigris_site('double', 'input.ts:12:9', __verdigris_bundle))
  await (task satisfies typeof task).prewarm(__verdigris_site('in another file', 'input.ts:13:9', __verdigris_bundle))
}

export async function run() {
  await warm()
  const n = 2
  return task(__verdigris_site('double', 'input.ts:19:10', __verdigris_bundle), options, () => ({ n }))
}
