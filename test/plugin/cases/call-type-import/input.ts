import type { task } from 'verdigris'

export type Task = typeof task
export const mention = 'verdigris'
