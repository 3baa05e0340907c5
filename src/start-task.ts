// What is behind `task`, loaded with the first call: a program that has made none does without.
import type { AsyncResource } from 'node:async_hooks'
import { type OneShotCall, runOnce } from './process/one-shot.ts'
import { createSlots, type Slots } from './process/slots.ts'
import { type TaskSpareOptions, TaskSpares } from './process/task-spares.ts'
import { currentDepth } from './wire/environment.ts'

/** The processes of all tasks of a program. */
export class TaskProcesses {
  readonly #slots: Slots = createSlots(currentDepth())
  readonly #spares: TaskSpares

  /** @param context in which spares live, who outlive the request that they happen to be started in */
  constructor(context: AsyncResource) {
    this.#spares = new TaskSpares(this.#slots, context)
  }

  run(call: Omit<OneShotCall, 'slots' | 'spares'>): Promise<unknown> {
    return runOnce({ ...call, slots: this.#slots, spares: this.#spares })
  }

  prewarm(options: TaskSpareOptions): Promise<void> {
    return this.#spares.prewarm(options)
  }

  /** Ends the processes that wait for calls. */
  dismissSpares(): void {
    this.#spares.close()
  }
}
