import { task, task as spawn } from 'verdigris'
import * as v from 'verdigris'

const options = { env: { LEVEL: '1' } }

export async function warm(): Promise<void> {
  await task.prewarm('double')
  await spawn.prewarm(`double`, options)
  await v.task.prewarm('double' as const, options)
  await v['task']['prewarm']('double')
  await (task!).prewarm!('double')
  await task?.prewarm?.('double')
  await (task satisfies typeof task).prewarm('in another file')
}

export async function run() {
  await warm()
  const n = 2
  return task('double', options, () => n * 2)
}
