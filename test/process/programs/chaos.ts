// Workers, pools and tasks with calls of every kind, for `chaos.test.ts`. A program of its own, so that nothing else
// has timers, listeners or descriptors in it. Its arguments: seconds, and a seed.
import {
  type PoolOptions,
  pool,
  task,
  type TaskOptions,
  worker,
  type WorkerOptions,
} from 'verdigris'
import { type Api, type Files, makeApi, type Method, setUp } from '../chaos-api.ts'
import { run } from '../chaos-run.ts'

type Arguments<M extends Method> = Parameters<Api[M]>

await run({
  pool: (options: PoolOptions, files: Files) =>
    pool('chaos-pool', options, async () => {
      await setUp(files)
      return makeApi(files)
    }),
  worker: (options: WorkerOptions, files: Files) =>
    worker('chaos-worker', options, async () => {
      await setUp(files)
      return makeApi(files)
    }),
  taskPool: (options: PoolOptions) => pool(options),
  task: <M extends Method>(options: TaskOptions, files: Files, method: M, args: Arguments<M>) =>
    task('chaos-task', options, () => {
      const api: Record<string, (...args: never[]) => unknown> = makeApi(files)
      return api[method]?.(...(args as unknown as never[]))
    }),
})
