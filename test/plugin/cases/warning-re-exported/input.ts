import * as verdigris from 'verdigris'
import { worker, WorkerCrashError, type Task } from 'verdigris'
export { task, pool as workers } from 'verdigris'
export * from 'verdigris'
export * as all from 'verdigris'
export { verdigris, worker as default }

// These lead to no call.
export { WorkerCrashError, type Task }
export { LabelError, type task as TaskFunction } from 'verdigris'
export type { pool } from 'verdigris'
export type * from 'verdigris'
export * from './verdigris'
export { task as other } from './verdigris'

// verdigris-ignore-next-line binding-re-exported
export { pool as silent } from 'verdigris'
