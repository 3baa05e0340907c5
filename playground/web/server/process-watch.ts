// What the library tells of its processes: the channels of node:diagnostics_channel, and the handles of pools.
// The page's server and the program each have one of these.

import { tracingChannel } from 'node:diagnostics_channel'

import type { Exit, ExitReason, Handle } from 'verdigris'

import { lastWords } from '../../print.ts'
import type { ProcessState } from '../protocol.ts'

/** A process, living or dead. */
export interface SeenProcess {
  pid: number
  kind: 'task' | 'worker' | 'pool'
  label: string
  state: ProcessState
  calls: number
  lastWords: string
  startedAt: number
  endedAt: number | undefined
  /** `SIGSEGV (segfault)` */
  end: string | undefined
}

interface ProcessMessage {
  kind: SeenProcess['kind']
  label: string
  pid: number | undefined
  result?: { exit: Exit; reason: ExitReason }
}

interface TaskMessage {
  label: string
  /** Of the process that has the call: there is none while it waits for its turn. */
  pid: number | undefined
  result?: unknown
  error?: unknown
}

const KEPT_DEAD = 60

export class ProcessWatch {
  readonly #pidToProcess = new Map<number, SeenProcess>()
  readonly #tasks = new Set<TaskMessage>()
  readonly #pools = new Set<Handle>()
  readonly #stops: (() => void)[] = []
  readonly #onChange: () => void

  /** @param onChange a process has begun or ended */
  constructor(onChange: () => void) {
    this.#onChange = onChange
    this.#subscribe<ProcessMessage>('process', {
      start: (message) => this.#noteStart(message),
      asyncEnd: (message) => this.#noteEnd(message),
    })
    this.#subscribe<TaskMessage>('task', {
      start: (message) => this.#tasks.add(message),
      asyncEnd: (message) => this.#noteAnswer(message),
    })
  }

  /** Asks this pool, too, what its processes do. */
  addPool(pool: Handle): void {
    this.#pools.add(pool)
    pool.on('crash', (error) => this.#noteLastWords(error))
  }

  removePool(pool: Handle): void {
    this.#pools.delete(pool)
  }

  list(): SeenProcess[] {
    this.#readTasks()
    this.#readPools()
    return [...this.#pidToProcess.values()]
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }

  #noteStart({ kind, label, pid }: ProcessMessage): void {
    if (pid === undefined) return
    const startedAt = Date.now()
    this.#pidToProcess.set(pid, {
      pid,
      kind,
      label,
      startedAt,
      state: 'starting',
      calls: 0,
      lastWords: '',
      endedAt: undefined,
      end: undefined,
    })
    this.#forgetOldest()
    this.#onChange()
  }

  #noteEnd({ pid, result }: ProcessMessage): void {
    const seen = this.#pidToProcess.get(pid ?? 0)
    if (seen === undefined) return
    seen.state = 'dead'
    seen.endedAt = Date.now()
    for (const task of this.#tasks) if (task.pid === pid) this.#tasks.delete(task)
    seen.end = result && describeExit(result.exit, result.reason)
    this.#onChange()
  }

  #noteAnswer(message: TaskMessage): void {
    // A stream is there, but not at its end.
    if (isStream(message.result)) return
    this.#tasks.delete(message)
    this.#noteLastWords(message.error)
    const seen = this.#pidToProcess.get(message.pid ?? 0)
    if (seen === undefined) return
    seen.calls = 1
    if (seen.state !== 'dead') seen.state = 'stopping'
  }

  #noteLastWords(error: unknown): void {
    const { pid = 0, stderr = '' } = (error ?? {}) as { pid?: number; stderr?: string }
    const seen = this.#pidToProcess.get(pid)
    if (seen !== undefined) seen.lastWords = lastWords(stderr)
  }

  /** A task's process that has no call waits for the next one. */
  #readTasks(): void {
    const busy = new Set([...this.#tasks].map(({ pid }) => pid))
    for (const seen of this.#pidToProcess.values()) {
      if (seen.kind !== 'task' || seen.state === 'dead' || seen.state === 'stopping') continue
      seen.state = busy.has(seen.pid) ? 'running' : 'spare'
      seen.calls = busy.has(seen.pid) ? 1 : 0
    }
  }

  #readPools(): void {
    for (const pool of this.#pools) {
      for (const { pid, state, calls } of pool.stats().processes) {
        const seen = this.#pidToProcess.get(pid)
        if (seen === undefined || seen.state === 'dead') continue
        seen.state = state
        seen.calls = calls
      }
    }
  }

  #forgetOldest(): void {
    const dead = [...this.#pidToProcess.values()].filter(({ state }) => state === 'dead')
    for (const { pid } of dead.slice(0, -KEPT_DEAD)) this.#pidToProcess.delete(pid)
  }

  #subscribe<Message>(
    name: 'process' | 'task',
    to: { start: (message: Message) => void; asyncEnd: (message: Message) => void },
  ): void {
    const ignore = (): void => {}
    const subscribers = {
      start: to.start as (message: object) => void,
      end: ignore,
      asyncStart: ignore,
      asyncEnd: to.asyncEnd as (message: object) => void,
      error: ignore,
    }
    const channel = tracingChannel<unknown, object>(`verdigris:${name}`)
    channel.subscribe(subscribers)
    this.#stops.push(() => channel.unsubscribe(subscribers))
  }
}

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** `SIGSEGV (segfault)`, `exit code 3` */
export function describeExit({ code, signal }: Exit, reason?: string): string {
  if (signal === null) return `exit code ${code}`
  return reason === undefined ? signal : `${signal} (${reason})`
}
