import { task } from 'verdigris'
export { task } from 'verdigris'
export * from 'verdigris'

export { task as isolate }
export type Task = typeof task
export const run = () => task('mine', () => 1)
