// How many one-shot processes live at a time. Two hundred calls at once are two hundred entries in a
// queue, not two hundred processes of 40 MiB.
import { node } from '../wire/node.ts'
import { Queue } from './queue.ts'

// Tasks wait for disks and networks as well as for the CPU, and even one core should not run them in a row.
const PROCESSES_PER_CORE = 2
const MIN_PROCESSES = 8
/** Sets another number of processes, for programs that know better. */
const LIMIT_VARIABLE = 'VERDIGRIS_MAX_PROCESSES'

/** A counter of places with a queue before it. */
export class Slots {
  readonly #limit: number
  readonly #waiting = new Queue<() => void>()
  #taken = 0
  #isAdmitting = false

  constructor(limit: number) {
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.free === 0
  }

  get free(): number {
    return Math.max(0, this.#limit - this.#taken)
  }

  /** Calls `onTurn` when a place has been taken for the caller, perhaps at once. Gives a function that leaves the queue. */
  take(onTurn: () => void): () => void {
    this.#waiting.add(onTurn)
    this.#admit()
    return () => this.#waiting.remove(onTurn)
  }

  /** Takes a place even if there is none: for a process that lives already and goes on working. */
  force(): void {
    this.#taken++
  }

  release(): void {
    this.#taken--
    this.#admit()
  }

  /** A loop and no recursion: whose turn it is may give its place back at once, thousands in a row. */
  #admit(): void {
    if (this.#isAdmitting) return
    this.#isAdmitting = true
    try {
      for (const onTurn of this.#waiting) {
        if (this.isFull) return
        this.#waiting.remove(onTurn)
        this.#taken++
        onTurn()
      }
    } finally {
      this.#isAdmitting = false
    }
  }
}

/**
 * The places for the processes of a program that is itself `depth` processes below the first. Halved at
 * each level, so that tasks which start tasks do not multiply without end.
 */
export function createSlots(depth: number): Slots {
  const wanted = Number(process.env[LIMIT_VARIABLE])
  const limit =
    Number.isSafeInteger(wanted) && wanted > 0
      ? wanted
      : Math.max(MIN_PROCESSES, PROCESSES_PER_CORE * node.os.availableParallelism())
  return new Slots(Math.max(1, limit >> depth))
}
