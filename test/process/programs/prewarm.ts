// Asks for processes of a task that another file has.
import { tracingChannel } from 'node:diagnostics_channel'
import { type PrewarmOptions, task } from 'verdigris'

export { closeAll } from 'verdigris'
export { engine } from './prewarmed.ts'

export function warm(options?: PrewarmOptions): Promise<void> {
  return task.prewarm('prewarmed', options)
}

export function warmNone(): Promise<void> {
  return task.prewarm('prewarmed', { spares: 0 })
}

/** Does the same in a process: gives those that it has started, and that of its call. */
export function warmInside() {
  return task('prewarm-inside', async () => {
    const started: number[] = []
    tracingChannel('verdigris:process').start.subscribe((context) => {
      started.push((context as { pid: number }).pid)
    })
    await task.prewarm('prewarm-inner')
    return { started, called: await task('prewarm-inner', () => process.pid) }
  })
}
