import { task } from 'verdigris'
import * as v from 'verdigris'

declare const name: string
declare const args: [string]
const { prewarm } = task
export const warm = task.prewarm
export const later = [v.task.prewarm]
export const bound = task.prewarm.bind(task, 'a')
export const other = task['pre' + 'warm']('a')
export const a = task.prewarm(name)
export const b = task.prewarm(...args)
export const c = task.prewarm()
export const d = task.prewarm({ cwd: '/' })
export const e = task.prewarm('')
export const f = task.prewarm('f', () => 1)
export const g = task.prewarm('g', {}, function () {})
use(prewarm)
