// The books of the chaos test: every call is entered, and must come to exactly one end, which must be one that it
// can have.
import { readFileSync } from 'node:fs'
import type { VerdigrisError } from 'verdigris'

export interface CallRecord {
  readonly id: number
  readonly target: Target
  readonly method: string
  readonly timeoutMs: number
  readonly retries: number
  readonly signal: AbortSignal | undefined
  /** It must not run at all. */
  readonly isRefused: boolean
  /** It has given a stream: what comes after is its reader's, and is not made again. */
  isStream: boolean
  /** How often it was made again. */
  repeats: number
  /** How often it has ended. */
  ends: number
  /** Whether it has run, as it says itself. */
  outcome: 'open' | 'value' | 'unknown' | 'not-executed' | 'executed' | 'aborted'
  /** Where it is, and what became of it: to be read when something is wrong. */
  step: string
}

/** What is called. */
export interface Target {
  readonly name: string
  readonly label: string
  readonly takesTasks: boolean
  /** Errors that are no surprise by now. */
  readonly allowed: Set<string>
  /** Calls that have reached its handle, and of those, calls that have rejected there. */
  calls: number
  failed: number
  /** Of those, how many may not have been made: they were aborted while they waited to be made again. */
  doubtful: number
}

const CRASH_NAMES = new Set(['ERR_CRASH', 'ERR_START', 'ERR_PROTOCOL'])

export class Ledger {
  readonly outcomes = new Map<string, number>()
  readonly #records = new Map<number, CallRecord>()
  readonly #onViolation: (what: string) => void
  #lastId = 0
  calls = 0

  constructor(onViolation: (what: string) => void) {
    this.#onViolation = onViolation
  }

  violate(what: string): void {
    this.#onViolation(what)
  }

  enter(
    options: Omit<CallRecord, 'id' | 'isStream' | 'repeats' | 'ends' | 'outcome' | 'step'>,
  ): CallRecord {
    const id = ++this.#lastId
    this.calls++
    const record: CallRecord = {
      ...options,
      id,
      isStream: false,
      repeats: 0,
      ends: 0,
      outcome: 'open',
      step: 'new',
    }
    this.#records.set(id, record)
    return record
  }

  /** It has given a value, which was compared with what it had to be. */
  gave(record: CallRecord, problem: string | undefined): void {
    this.#end(record, 'value', 'value')
    if (problem !== undefined) this.violate(`${describe(record)} gave ${problem}`)
  }

  rejected(record: CallRecord, error: unknown): void {
    const { signal } = record
    if (signal?.aborted === true && error === signal.reason) {
      return this.#end(record, 'aborted', 'aborted')
    }
    const problem = this.#problemOf(record, error)
    if (problem !== undefined) {
      this.violate(`${describe(record)}: ${problem}: ${String((error as Error)?.stack ?? error)}`)
    }
    const { code, outcome = 'executed' } = error as Partial<VerdigrisError>
    record.step += `, ${String(error)}`
    this.#end(record, code ?? 'thrown', outcome)
  }

  /** What a `crash` event may say. */
  checkCrash(target: Target, error: unknown): void {
    const { code, message } = error as Partial<VerdigrisError>
    if (CRASH_NAMES.has(code ?? '') || message === 'the setup failed') return
    this.violate(`a process of ${target.name} crashed with ${String(error)}`)
  }

  /** Calls that have not ended. */
  get open(): CallRecord[] {
    return [...this.#records.values()].filter(({ ends }) => ends === 0)
  }

  /** Compares the ends of all calls with what the processes have written into a file, and begins anew. */
  close(begunFile: string): void {
    const lines = readFileSync(begunFile, 'utf8').split('\n')
    const idToRuns = new Map<number, number>()
    for (const line of lines) {
      const id = Number(line.split(' ')[0] || NaN)
      if (!Number.isNaN(id)) idToRuns.set(id, (idToRuns.get(id) ?? 0) + 1)
    }
    for (const record of this.#records.values()) {
      const runs = idToRuns.get(record.id) ?? 0
      idToRuns.delete(record.id)
      if (record.ends !== 1) this.violate(`${describe(record)} ended ${record.ends} times`)
      const [least, most] = runsOf(record)
      if (runs < least || runs > most) {
        const history = historyOf(record.id, lines).join(', ')
        this.violate(`${describe(record)} ran ${runs} times, not ${least} to ${most} (${history})`)
      }
    }
    for (const id of idToRuns.keys()) this.violate(`call ${id} ran, and nobody made it`)
    this.#records.clear()
  }

  #end(record: CallRecord, name: string, outcome: CallRecord['outcome']): void {
    record.ends++
    record.outcome = outcome
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1)
    if (record.ends > 1) this.violate(`${describe(record)} ended again`)
  }

  #problemOf(record: CallRecord, error: unknown): string | undefined {
    const { target, method, id } = record
    if (!(error instanceof Error)) return 'it rejected with what is no error'
    const { code, label, phase, outcome, attempts } = error as VerdigrisError
    if (code === undefined) {
      if (error instanceof RangeError && error.message === `failed ${id}`) return undefined
      return 'it rejected with an error that is not its own'
    }
    if (label !== target.label) return `its error is of ${label}`
    if ((error as VerdigrisError).method !== (target.takesTasks ? undefined : method)) {
      return `its error is of the method ${(error as VerdigrisError).method}`
    }
    // One that was refused has used up no process: the crash before it is what the call rejects with.
    const isBeforeRefusal = code === 'ERR_CRASH' && attempts === record.repeats
    if (attempts !== record.repeats + 1 && !isBeforeRefusal) {
      return `its error speaks of attempt ${attempts}, not ${record.repeats + 1}`
    }
    const place = `${phase}, ${outcome}`
    const isRunning = place === 'running, unknown'
    const isStarting = place === 'starting, not-executed'
    const isQueued = place === 'queued, not-executed'
    const expect = (isFine: boolean): string | undefined =>
      isFine ? undefined : `its facts do not fit (${place})`
    const facts = error as unknown as Record<string, unknown>
    switch (code) {
      case 'ERR_CRASH': {
        if (!record.isStream && !isBeforeRefusal && record.repeats < record.retries) {
          return 'it was not made again'
        }
        const { signal, exitCode, pid, uptimeMs } = facts
        const isOneOf = (signal === null) !== (exitCode === null)
        return expect(isRunning && isOneOf && Number(pid) > 0 && Number(uptimeMs) >= 0)
      }
      case 'ERR_TIMEOUT':
        return expect(isRunning && facts['timeoutMs'] === record.timeoutMs)
      case 'ERR_START':
        // Of a call that may have begun, if what keeps its process from the next one is not known to be that call.
        return expect(isRunning || (isStarting && target.takesTasks))
      case 'ERR_PROTOCOL':
        return expect(isRunning || (isStarting && target.takesTasks))
      case 'ERR_SERIALIZATION':
        if (method === 'unsendable') {
          return expect(facts['direction'] === 'result' && outcome === 'executed')
        }
        return expect(record.isRefused && outcome === 'not-executed')
      case 'ERR_QUEUE_FULL':
        return expect(target.allowed.has(code) && isQueued && Number(facts['limit']) > 0)
      case 'ERR_RESTART_LIMIT':
        return expect(
          target.allowed.has(code) && isQueued && facts['intensity'] === 5 && 'cause' in error,
        )
      case 'ERR_CLOSED':
        return expect(target.allowed.has(code) && (isQueued || outcome === 'unknown'))
      default:
        return 'it cannot fail so'
    }
  }
}

/** How often a call may have run, at least and at most. */
function runsOf({ isRefused, outcome, repeats }: CallRecord): [least: number, most: number] {
  if (isRefused) return [0, 0]
  switch (outcome) {
    case 'value':
    case 'executed':
      return [1, 1 + repeats]
    case 'not-executed':
      return [0, repeats]
    case 'unknown':
    case 'aborted':
    case 'open':
      return [0, 1 + repeats]
  }
}

/** Calls and deaths of the processes that have run a call. */
function historyOf(id: number, lines: readonly string[]): string[] {
  const pids = lines.filter((line) => line.startsWith(`${id} `)).map((line) => line.split(' ')[1])
  return lines.filter((line) => pids.includes(line.split(' ')[1] ?? ''))
}

export function describe({ id, target, method, step, repeats }: CallRecord): string {
  return `call ${id} (${target.name}.${method}, ${step}, made again ${repeats} times)`
}
