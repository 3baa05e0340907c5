// Which tasks have spares, and how many: those that are called again soon. A label that is called a second time
// within `IDLE_MS` with the same options keeps one, and one more each time that there was none for it, up to
// its `spares`. After `IDLE_MS` without a call they go.
import type { AsyncResource } from 'node:async_hooks'
import type { Slots } from './slots.ts'
import { LULL_MS, Shelf, type Spare, type SpareOptions } from './spare.ts'
import { type Child, type ChildEvents, spawnKey } from './spawn.ts'

export interface TaskSpareOptions extends SpareOptions {
  /** Most that it may keep. */
  spares: number
}

const IDLE_MS = 10_000
/** Spares in a row that may be lost before the label gets no more. */
const MAX_LOST = 3

/** What is known of a label. */
interface Demand {
  readonly shelf: Shelf
  /** Those of its latest call. */
  options: TaskSpareOptions
  key: string
  wanted: number
  lost: number
  /** So many wait for one that is loading. */
  awaited: number
  /** Ends it when it is called no more. */
  readonly idle: NodeJS.Timeout
  lull: NodeJS.Timeout | undefined
}

export class TaskSpares {
  readonly #slots: Slots
  readonly #nameToDemand = new Map<string, Demand>()
  readonly #context: AsyncResource

  /**
   * @param slots places for processes that run calls: spares have what is left of them
   * @param context in which they live, who outlive the request that they happen to be started in
   */
  constructor(slots: Slots, context: AsyncResource) {
    this.#slots = slots
    this.#context = context
  }

  /** For a call that begins: a process that waits for it, if there is one. */
  take(options: TaskSpareOptions, events: ChildEvents): Child | undefined {
    const child = this.#take(options, events)
    this.#makeRoom()
    return child
  }

  /** A call is over: there is time to start what the next one will take. */
  refill(options: TaskSpareOptions): void {
    const demand = this.#nameToDemand.get(nameOf(options))
    if (demand !== undefined) this.#fillSoon(demand)
  }

  /** A spare was of no use for the call that had taken it. */
  noteLoss(options: TaskSpareOptions): void {
    const demand = this.#nameToDemand.get(nameOf(options))
    if (demand !== undefined) noteLoss(demand)
  }

  /**
   * Has one wait before there is a call. Resolves when it does, or if calls need its place, which come first; rejects
   * with why it cannot.
   */
  async prewarm(options: TaskSpareOptions): Promise<void> {
    const demand = this.#nameToDemand.get(nameOf(options)) ?? this.#open(options)
    demand.options = options
    demand.key = spawnKey(options)
    demand.wanted = Math.max(demand.wanted, 1)
    const spare = demand.shelf.find(demand.key) ?? this.#addNow(demand)
    demand.awaited++
    const loss = await spare?.whenReady()
    demand.awaited--
    // Loading may have taken long. Once it was forgotten, the timer must not come back to life.
    if (this.#nameToDemand.get(nameOf(options)) === demand) demand.idle.refresh()
    if (loss === undefined) return
    throw loss({
      ...options.facts,
      phase: 'starting',
      outcome: 'not-executed',
      pid: spare?.pid,
    })
  }

  /** Dismisses all. */
  close(): void {
    for (const demand of this.#nameToDemand.values()) this.#forget(demand)
  }

  #take(options: TaskSpareOptions, events: ChildEvents): Child | undefined {
    const known = this.#nameToDemand.get(nameOf(options))
    if (known === undefined && options.spares === 0) return undefined
    const demand = known ?? this.#open(options)
    const { shelf } = demand
    demand.idle.refresh()
    if (shelf.hasReady) demand.lost = 0
    const key = spawnKey(options)
    const child = shelf.take(options, events, key)
    demand.wanted = Math.min(wantedAfter(demand, key, child !== undefined), options.spares)
    demand.options = options
    demand.key = key
    // Fewer may be allowed than were.
    shelf.dismiss(Math.max(0, shelf.size - demand.wanted))
    demand.lull ??= setTimeout(() => this.#fill(demand), LULL_MS).unref()
    return child
  }

  #open(options: TaskSpareOptions): Demand {
    const demand: Demand = {
      shelf: new Shelf(() => noteLoss(demand)),
      options,
      key: '',
      wanted: 0,
      lost: 0,
      awaited: 0,
      idle: this.#context.runInAsyncScope(() =>
        setTimeout(() => this.#onIdle(demand), IDLE_MS).unref(),
      ),
      lull: undefined,
    }
    this.#nameToDemand.set(nameOf(options), demand)
    return demand
  }

  /** One at a time: between two the program has its turn. */
  #fillSoon(demand: Demand): void {
    if (demand.wanted > demand.shelf.size) setImmediate(() => this.#fill(demand)).unref()
  }

  #fill(demand: Demand): void {
    clearTimeout(demand.lull)
    demand.lull = undefined
    if (demand.shelf.size >= demand.wanted || this.#count() >= this.#slots.free) return
    this.#add(demand)
    this.#fillSoon(demand)
  }

  /** Unless calls have all places. */
  #addNow(demand: Demand): Spare | undefined {
    if (this.#slots.isFull) return undefined
    this.#makeRoom(1)
    return this.#add(demand)
  }

  #add({ shelf, options }: Demand): Spare {
    return this.#context.runInAsyncScope(() => shelf.add(options))
  }

  /** Calls and spares together are no more than may run. Spares go first, of the label that was called first. */
  #makeRoom(more = 0): void {
    for (const { shelf } of this.#nameToDemand.values()) {
      const excess = this.#count() + more - this.#slots.free
      if (excess <= 0) return
      shelf.dismiss(excess)
    }
  }

  #count(): number {
    let count = 0
    for (const { shelf } of this.#nameToDemand.values()) count += shelf.size
    return count
  }

  #onIdle(demand: Demand): void {
    if (demand.awaited > 0) demand.idle.refresh()
    else this.#forget(demand)
  }

  #forget(demand: Demand): void {
    clearTimeout(demand.idle)
    clearTimeout(demand.lull)
    demand.wanted = 0
    demand.shelf.dismiss()
    this.#nameToDemand.delete(nameOf(demand.options))
  }
}

/** How many a label should have, whose latest call had the options of `key`. */
function wantedAfter({ key: before, wanted, lost }: Demand, key: string, found: boolean): number {
  // With other options each time, no spare would do for the next call; nor would one that cannot be loaded.
  if (key !== before || lost >= MAX_LOST) return 0
  if (wanted === 0) return 1
  return found ? wanted : wanted + 1
}

/** What cannot be loaded is not tried again at once, but when it is called. */
function noteLoss(demand: Demand): void {
  demand.lost++
  demand.wanted = 0
}

function nameOf({ label, bundle }: TaskSpareOptions): string {
  return `${label}\n${bundle.path}`
}
