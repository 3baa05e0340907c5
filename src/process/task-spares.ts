// Which tasks have spares, and how many: those that are called again soon. A label that is called a second time
// within `IDLE_MS` with the same options keeps one, and one more each time that there was none for it, up to
// its `spares`. After `IDLE_MS` without a call they go.
import type { AsyncResource } from 'node:async_hooks'
import { node } from '../wire/node.ts'
import type { Slots } from './slots.ts'
import { Shelf, type Spare, type SpareOptions } from './spare.ts'
import { type Child, type ChildEvents, spawnKey } from './spawn.ts'

export interface TaskSpareOptions extends SpareOptions {
  /** Most that it may keep. */
  spares: number
}

const IDLE_MS = 10_000
// To start a process takes a millisecond of the program's: not while a call may be about to answer.
const LULL_MS = 20

/** What is known of a label. */
interface Demand {
  readonly shelf: Shelf
  /** Those of its latest call. */
  options: TaskSpareOptions
  key: string
  wanted: number
  /** Ends it when it is called no more. */
  readonly idle: NodeJS.Timeout
  lull: NodeJS.Timeout | undefined
}

export class TaskSpares {
  readonly #slots: Slots
  readonly #nameToDemand = new Map<string, Demand>()
  // They outlive the request that they happen to be started in.
  readonly #context: AsyncResource = new node.asyncHooks.AsyncResource('verdigris.spares')

  /** @param slots places for processes that run calls: when there are none, no spares are started */
  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** For a call that begins: a process that waits for it, if there is one. */
  take(options: TaskSpareOptions, events: ChildEvents): Child | undefined {
    if (options.spares === 0) return undefined
    const demand = this.#note(options)
    const child = demand.shelf.take(options, events)
    const isShort = child === undefined && demand.wanted > 0
    if (isShort) demand.wanted = Math.min(demand.wanted + 1, options.spares)
    demand.lull ??= setTimeout(() => this.#fill(demand), LULL_MS).unref()
    return child
  }

  /** A call is over: there is time to start what the next one will take. */
  refill(options: TaskSpareOptions): void {
    const demand = this.#nameToDemand.get(nameOf(options))
    if (demand !== undefined && demand.wanted > demand.shelf.size) {
      setImmediate(() => this.#fill(demand)).unref()
    }
  }

  /** Starts one before there was a call. Resolves when it is ready; false if it cannot be. */
  async prewarm(options: TaskSpareOptions): Promise<boolean> {
    const demand = this.#note(options)
    demand.wanted = Math.max(demand.wanted, 1)
    if (demand.shelf.size > 0) return true
    const spare = this.#add(demand)
    await spare.whenReady()
    return spare.isReady
  }

  /** Dismisses all. */
  close(): void {
    for (const demand of this.#nameToDemand.values()) this.#forget(demand)
  }

  /** Notes that the label is called. */
  #note(options: TaskSpareOptions): Demand {
    const key = spawnKey(options)
    const known = this.#nameToDemand.get(nameOf(options))
    if (known === undefined) return this.#open(options, key)
    known.idle.refresh()
    // With other options each time, no spare would do for the next call.
    const wanted = known.key === key ? Math.max(known.wanted, 1) : 0
    known.wanted = Math.min(wanted, options.spares)
    known.options = options
    known.key = key
    return known
  }

  #open(options: TaskSpareOptions, key: string): Demand {
    const demand: Demand = {
      // What cannot be loaded is not tried again and again, but when it is called.
      shelf: new Shelf(() => (demand.wanted = 0)),
      options,
      key,
      wanted: 0,
      idle: setTimeout(() => this.#forget(demand), IDLE_MS).unref(),
      lull: undefined,
    }
    this.#nameToDemand.set(nameOf(options), demand)
    return demand
  }

  /** One at a time: between two the program has its turn. */
  #fill(demand: Demand): void {
    clearTimeout(demand.lull)
    demand.lull = undefined
    if (demand.shelf.size >= demand.wanted || this.#slots.isFull) return
    this.#add(demand)
    this.refill(demand.options)
  }

  #add(demand: Demand): Spare {
    this.#makeRoom()
    return this.#context.runInAsyncScope(() => demand.shelf.add(demand.options))
  }

  /** All labels together keep no more than processes may run. The one that was called first gives one up. */
  #makeRoom(): void {
    const shelves = [...this.#nameToDemand.values()].map(({ shelf }) => shelf)
    const count = shelves.reduce((sum, { size }) => sum + size, 0)
    if (count >= this.#slots.limit) shelves.find(({ size }) => size > 0)?.dismiss(1)
  }

  #forget(demand: Demand): void {
    clearTimeout(demand.idle)
    clearTimeout(demand.lull)
    demand.wanted = 0
    demand.shelf.dismiss()
    this.#nameToDemand.delete(nameOf(demand.options))
  }
}

function nameOf({ label, bundle }: TaskSpareOptions): string {
  return `${label}\n${bundle.path}`
}
