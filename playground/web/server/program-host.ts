// Keeps the sacrificial program running: starts it, listens to its clock, and starts it again when it has died.
// What verdigris does for a task is done by hand here, because the program is what has no verdigris around it.

import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { lastWords } from '../../print.ts'
import type { Outcome, Place, ProgramState, Tick } from '../protocol.ts'
import { readUsage } from './machine.ts'
import { describeExit, type SeenProcess } from './process-watch.ts'
import type { Answer, FromProgram, ToProgram } from './program.ts'

/** Where the program gets its modules from. */
export interface ModuleSource {
  url: string
  token: string
}

interface HostEvents {
  onTick: (tick: Tick) => void
  onState: (state: ProgramState) => void
}

/** How the program ended, and who it was that ended it. */
interface End {
  exit: string
  killer: string | undefined
  stderr: string
}

const HEAP_MIB = 224
const MEMORY_LIMIT_BYTES = 1024 ** 3
/** Without a tick for so long, nobody waits for it any more. */
const SILENCE_LIMIT_MS = 2000
const START_LIMIT_MS = 30_000
const LOOK_MS = 50
const STDERR_CHARACTERS = 8192
/** The program and all that it starts carry it in their environment. */
const MARK = 'PLAYGROUND_MARK'

export class ProgramHost {
  readonly #modules: ModuleSource
  readonly #events: HostEvents
  #child: ChildProcess | undefined
  #mark = ''
  #processes: SeenProcess[] = []
  #stderr = ''
  #killer: string | undefined
  #lastTickAt = 0
  #isClosed = false
  #state: ProgramState = {
    state: 'dead',
    pid: undefined,
    restarts: -1,
    startedAt: 0,
    lastEnd: undefined,
  }
  #onRunning: (() => void)[] = []
  #onEnd: ((end: End) => void)[] = []
  #onMessage: ((message: FromProgram) => void)[] = []
  readonly #watch: NodeJS.Timeout

  constructor(modules: ModuleSource, events: HostEvents) {
    this.#modules = modules
    this.#events = events
    process.once('exit', this.#killNow)
    this.#watch = setInterval(() => void this.#look(), LOOK_MS)
    this.#start()
  }

  get state(): ProgramState {
    return this.#state
  }

  /** Of the program that runs now: `NAME=value`. */
  get mark(): string {
    return this.#mark
  }

  /** The processes that the program has started. */
  get processes(): readonly SeenProcess[] {
    return this.#processes
  }

  /** Lets a failure loose, and waits until the program is well again. */
  async run(label: string, place: Place): Promise<Outcome> {
    await this.whenRunning()
    const folder = mkdtempSync(path.join(tmpdir(), 'verdigris-playground-'))
    try {
      return await this.#run(label, place, folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Resolves when the program's clock ticks. */
  whenRunning(): Promise<void> {
    if (this.#state.state === 'running') return Promise.resolve()
    return new Promise((resolve) => this.#onRunning.push(resolve))
  }

  /** Starts tasks that never end, and tells their processes. */
  async startBusyTasks(): Promise<{ pid: number; label: string }[]> {
    await this.whenRunning()
    const busy = new Promise<{ pid: number; label: string }[]>((resolve, reject) => {
      this.#onEnd.push(({ exit }) => reject(new Error(`The program died of ${exit}`)))
      this.#onMessage.push((message) => {
        if (message.type === 'busy') resolve(message.processes)
      })
    })
    this.#send({ type: 'be-busy' })
    return busy
  }

  kill(killer: string): void {
    this.#killer ??= killer
    this.#child?.kill('SIGKILL')
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#watch)
    process.off('exit', this.#killNow)
    this.#killNow()
  }

  async #run(label: string, place: Place, folder: string): Promise<Outcome> {
    const startedAt = performance.now()
    const settled = new Promise<Answer | End>((resolve) => {
      this.#onEnd.push(resolve)
      this.#onMessage.push((message) => {
        if (message.type === 'ran') resolve(message.answer)
      })
    })
    this.#send({ type: 'run', label, place, folder })
    const result = await settled
    const tookMs = performance.now() - startedAt
    this.#onMessage = []
    if ('title' in result && !result.isStuck) {
      this.#onEnd = []
      return { ...result, label, place, survived: true, tookMs }
    }
    if ('title' in result) this.kill('the page’s server, to get rid of the thread')
    await this.#whenBack()
    if ('title' in result) return { ...result, label, place, survived: false, tookMs }
    return { ...describeEnd(result), label, place, survived: false, tookMs }
  }

  /** Resolves when the program that lives now is gone and the next one runs. */
  async #whenBack(): Promise<void> {
    if (this.#state.state === 'running') await new Promise((resolve) => this.#onEnd.push(resolve))
    await this.whenRunning()
  }

  #start(): void {
    const { url, token } = this.#modules
    const [name, value] = [MARK, randomUUID()]
    this.#mark = `${name}=${value}`
    this.#stderr = ''
    this.#killer = undefined
    this.#lastTickAt = Date.now()
    const child = fork(path.join(import.meta.dirname, 'runner.js'), {
      execArgv: [`--max-old-space-size=${HEAP_MIB}`, '--enable-source-maps'],
      env: {
        ...process.env,
        [name]: value,
        PLAYGROUND_RUNNER: JSON.stringify({ url, token, entry: '/web/server/program.ts' }),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARACTERS)
    })
    child.on('message', (message: FromProgram) => this.#hear(message))
    // 'close', not 'exit': its last words have been read.
    child.once('close', (code, signal) => this.#noteEnd(describeExit({ code, signal })))
    child.once('error', (error) => this.#noteEnd(error.message))
    this.#setState({ state: 'starting', pid: child.pid, startedAt: Date.now() })
  }

  #hear(message: FromProgram): void {
    if (message.type === 'tick') {
      this.#lastTickAt = Date.now()
      this.#events.onTick({ at: message.at, pid: this.#child?.pid ?? 0 })
      if (this.#state.state === 'starting') {
        this.#setState({ state: 'running', restarts: this.#state.restarts + 1 })
        for (const resolve of this.#onRunning.splice(0)) resolve()
      }
    } else if (message.type === 'processes') {
      this.#processes = [...this.#dead(), ...message.list]
    } else {
      for (const listener of this.#onMessage) listener(message)
    }
  }

  /** Of programs before this one. */
  #dead(): SeenProcess[] {
    return this.#processes.filter(({ startedAt }) => startedAt < this.#state.startedAt).slice(-20)
  }

  #noteEnd(exit: string): void {
    const end: End = { exit, killer: this.#killer, stderr: this.#stderr }
    const endedAt = Date.now()
    this.#processes = this.#processes.map((each) =>
      each.state === 'dead' ? each : { ...each, state: 'dead', endedAt, end: 'with its program' },
    )
    this.#child = undefined
    const lastEnd = this.#killer === undefined ? exit : `${exit}, by ${this.#killer}`
    this.#setState({ state: 'dead', pid: undefined, lastEnd })
    for (const listener of this.#onEnd.splice(0)) listener(end)
    if (!this.#isClosed) this.#start()
  }

  /** Ends a program that nobody else would end: one that hangs, or one that eats the machine's memory. */
  async #look(): Promise<void> {
    const pid = this.#child?.pid
    if (pid === undefined) return
    const silentMs = Date.now() - this.#lastTickAt
    const limitMs = this.#state.state === 'starting' ? START_LIMIT_MS : SILENCE_LIMIT_MS
    if (silentMs > limitMs) this.kill(`the page’s server, after ${limitMs / 1000} s of silence`)
    const { rssBytes = 0 } = (await readUsage([pid])).get(pid) ?? {}
    if (rssBytes > MEMORY_LIMIT_BYTES && pid === this.#child?.pid) {
      this.kill('the page’s server, at 1 GiB, before the whole machine runs out of memory')
    }
  }

  #send(message: ToProgram): void {
    this.#child?.send(message)
  }

  #setState(change: Partial<ProgramState>): void {
    this.#state = { ...this.#state, ...change }
    this.#events.onState(this.#state)
  }

  readonly #killNow = (): void => {
    this.#child?.kill('SIGKILL')
  }
}

function describeEnd({ exit, killer, stderr }: End): Pick<Outcome, 'title' | 'printed' | 'fields'> {
  const words = lastWords(stderr)
  return {
    title: killer === undefined ? `The program died: ${exit}` : 'The program had to be killed',
    printed: stderr.trim() || 'It said nothing.',
    fields: { exit, ...(killer && { 'killed by': killer }), ...(words && { 'last words': words }) },
  }
}
