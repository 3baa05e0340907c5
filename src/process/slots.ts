// How many one-shot processes live at a time. Two hundred calls at once are two hundred entries in a
// list, not two hundred processes of 40 MiB.
import { node } from '../wire/node.ts'

// Tasks wait for disks and networks as well as for the CPU, and even one core should not run them in a row.
const PROCESSES_PER_CORE = 2
const MIN_PROCESSES = 8

/** A counter of places with a queue before it. */
export class Slots {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes a place at once if there is one and nobody waits. */
  tryTake(): boolean {
    if (this.#taken >= this.#limit || this.#waiting.length > 0) return false
    this.#taken++
    return true
  }

  /** Calls `onTurn` when a place has been taken for the caller. Gives a function that leaves the queue. */
  wait(onTurn: () => void): () => void {
    this.#waiting.push(onTurn)
    return () => {
      const index = this.#waiting.indexOf(onTurn)
      if (index !== -1) this.#waiting.splice(index, 1)
    }
  }

  /** Takes a place even if there is none: for a process that lives already and goes on working. */
  force(): void {
    this.#taken++
  }

  release(): void {
    this.#taken--
    if (this.#taken >= this.#limit) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#taken++
    next()
  }
}

/**
 * The places for the processes of a program that is itself `depth` processes below the first. Halved at
 * each level, so that tasks which start tasks do not multiply without end.
 */
export function createSlots(depth: number): Slots {
  const limit = Math.max(MIN_PROCESSES, PROCESSES_PER_CORE * node.os.availableParallelism())
  return new Slots(Math.max(1, limit >> depth))
}
