// Starts the process of a label and follows it to its end. One `Child` is one process: its pid, its
// channel, its output, and exactly one `Death`.
import type { ChildProcess, StdioOptions } from 'node:child_process'
import type { Duplex } from 'node:stream'
import type { CallFacts, Exit, ExitReason } from '../errors.ts'
import type { ResolvedProcessOptions } from '../options.ts'
import { Channel, type ChannelEvents } from '../wire/channel.ts'
import { currentDepth, DEPTH_VARIABLE, LABEL_VARIABLE, WIRE_FD } from '../wire/environment.ts'
import { streamTransport } from '../wire/transport.ts'
import type { WorkerBundle } from './bundle.ts'
import { commandOf } from './command.ts'
import { reasonOf } from './exit.ts'
import { hasOomKilled, noteOomKills } from './oom-killer.ts'
import { Limit } from './limit.ts'
import { watchMemory } from './memory.ts'
import { forEachLine } from './lines.ts'
import { guardGroup, unguardGroup } from './reaper.ts'
import { Tail } from './tail.ts'
import { isTraced, trace } from './tracing.ts'
import { node } from '../wire/node.ts'

/** What a process needs to know, of a call and its options. */
export interface SpawnOptions extends Pick<
  ResolvedProcessOptions,
  'env' | 'cwd' | 'execArgv' | 'stdout' | 'stderr' | 'memoryBytes' | 'maxMessageBytes'
> {
  label: string
  /** Whose process it is, for those who look on. */
  facts: Pick<CallFacts, 'kind' | 'label' | 'callSite'>
  bundle: WorkerBundle
  onStderrLine?: (line: string) => void
}

/** Where what a process writes goes. */
export type OutputOptions = Pick<SpawnOptions, 'stdout' | 'stderr' | 'onStderrLine'>

/** How a process ended. `exit` is missing if it never came to life; then `error` says why. */
export interface Death {
  exit?: Exit
  reason?: ExitReason
  stderr: string
  uptimeMs: number
  error?: Error
}

export interface ChildEvents extends ChannelEvents {
  /** The process has ended; what it has written may still be on the way. */
  onExit?: () => void
  /** The process is gone and its output has been read. Certain to come, once. */
  onDeath: (death: Death) => void
}

// 'exit' can come before the last output has been read, and a grandchild in a session of its own can hold
// the pipes open for ever. Only in that case does this limit end the wait.
const DRAIN_LIMIT_MS = 500
const MIB = 1024 * 1024
// What Node takes besides its heap, and what V8 takes beyond its own limit while it collects, which grows with
// the heap. The heap's limit lies that much below the process's, so that V8 gets the chance to say what happened;
// but never below half of what was asked for.
const HEAP_RESERVE_BYTES = 96 * MIB
const HEAP_RESERVE_SHARE = 1 / 8

export class Child {
  readonly channel: Channel
  readonly #process: ChildProcess
  readonly #events: ChildEvents
  readonly #startedAt = performance.now()
  readonly #stderr = new Tail()
  #reason: ExitReason | undefined
  #isDead = false
  #isKilled = false
  #hasExited = false
  #isHeld = true
  /** All of its pipes, not the line alone. */
  #areAllHeld = true
  readonly #wire: Duplex
  #endings: (() => void)[] = []
  #onTracedDeath: ((death: Death) => void) | undefined

  constructor(options: SpawnOptions, events: ChildEvents) {
    this.#events = events
    noteOomKills()
    this.#process = this.#spawn(options)
    if (this.pid !== undefined) guardGroup(this.pid)
    if (isTraced('process')) this.#trace(options)
    this.#process.once('error', (error) => this.#onSpawnError(error))
    this.#process.once('exit', (code, signal) => this.#onExit({ code, signal }))
    this.#watchMemory(options.memoryBytes)
    // 'pipe' in stdioOf; missing when the program has no descriptor left, which 'error' will say.
    this.#wire = (this.#process.stdio?.[WIRE_FD] as Duplex | undefined) ?? deadEnd()
    this.channel = new Channel(streamTransport(this.#wire), options.bundle.build, options, {
      ...events,
      onEnd: (isCut) => {
        // 'close' of the process can come before that of its last pipe. The death was the last to be told.
        if (this.#isDead) return
        this.#holdAll(this.#isHeld)
        events.onEnd(isCut)
      },
    })
  }

  /** `undefined` if the system refused to start it. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  get stderr(): string {
    return this.#stderr.toString()
  }

  /** Ends the process and all that it has started, now. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    // Once it has exited its pid may be somebody else's.
    if (this.pid === undefined || this.#hasExited) return
    this.#isKilled = true
    killGroup(this.pid, signal)
  }

  /** Says whether the process keeps the program alive. It does at first. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return
    this.#isHeld = isHeld
    // The line is the first to end, so it stands for all; each call of a worker comes by here twice.
    const wire = this.#wire as Duplex & Handle
    if (wire.destroyed || (!isHeld && this.#areAllHeld)) this.#holdAll(isHeld)
    else if (isHeld) wire.ref?.()
    else wire.unref?.()
  }

  #holdAll(isHeld: boolean): void {
    this.#areAllHeld = isHeld
    for (const part of [this.#process, ...(this.#process.stdio ?? [])] as (Handle | null)[]) {
      if (isHeld) part?.ref?.()
      else part?.unref?.()
    }
  }

  /** Gives a process that was asked to end `graceMs` for it, then SIGTERM, then as much again, then SIGKILL. */
  endWithin(graceMs: number): void {
    if (this.#isDead) return
    let timer = setTimeout(() => {
      this.kill('SIGTERM')
      timer = setTimeout(() => this.kill(), graceMs)
    }, graceMs)
    this.#endings.push(() => clearTimeout(timer))
  }

  #spawn(options: SpawnOptions): ChildProcess {
    try {
      const { args, env } = commandOf(options.bundle, execArgvOf(options), environmentOf(options))
      return node.childProcess.spawn(process.execPath, args, {
        // A group of its own: whatever the child starts can be ended with it, and what a terminal sends to
        // the program's group is the program's to answer.
        detached: true,
        stdio: stdioOf(options),
        env,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      })
    } catch (error) {
      // A permission that is missing, an argument that is too long: some it throws, others it emits.
      queueMicrotask(() => this.#onSpawnError(error as Error))
      return new node.childProcess.ChildProcess()
    }
  }

  /** Tells of its life: how it has ended is the result, whatever that was. An error is that it was never born. */
  #trace({ facts }: SpawnOptions): void {
    const life = new Promise<object>((resolve, reject) => {
      this.#onTracedDeath = ({ exit, reason, uptimeMs, error }) => {
        if (exit === undefined) reject(error ?? new Error('It did not start.'))
        else resolve({ exit, reason, uptimeMs })
      }
    })
    // Its failure is told to whoever has asked for the process.
    trace(
      'process',
      () => ({ ...facts, pid: this.pid }),
      () => life,
    ).catch(() => {})
  }

  /** Passes on what it writes, from now on. Until then it stays in its pipes. */
  readOutput({ stdout, stderr, onStderrLine }: OutputOptions): void {
    const out = this.#process.stdout
    if (typeof stdout === 'function' && out) forEachLine(out, stdout)
    const pipe = this.#process.stderr // always a pipe: its tail belongs to the error
    if (!pipe) return // no descriptor left, as above
    pipe.on('data', (chunk: Buffer) => {
      this.#stderr.push(chunk)
      if (stderr === 'inherit') passOn(chunk)
    })
    if (typeof stderr === 'function') forEachLine(pipe, stderr)
    if (onStderrLine !== undefined) forEachLine(pipe, onStderrLine)
  }

  #watchMemory(limitBytes: number | undefined): void {
    if (limitBytes === undefined || this.pid === undefined) return
    const unwatch = watchMemory(this.pid, limitBytes, () => {
      this.#reason = 'out-of-memory'
      this.kill()
    })
    this.#endings.push(unwatch)
  }

  #onSpawnError(error: Error): void {
    // Also emitted when a signal could not be sent; then the process lives and 'exit' will come.
    if (this.pid === undefined) this.#die({ stderr: '', uptimeMs: 0, error })
  }

  #onExit(exit: Exit): void {
    const uptimeMs = performance.now() - this.#startedAt
    this.#hasExited = true
    // What the child has started dies with it, and with it the last holders of its pipes.
    if (this.pid !== undefined) killGroup(this.pid, 'SIGKILL')
    this.#events.onExit?.()
    if (this.pid !== undefined) unguardGroup(this.pid)
    this.#onDrained(() => {
      const { stderr } = this
      this.#die({ exit, reason: this.#reasonOf(exit), stderr, uptimeMs: Math.round(uptimeMs) })
    })
  }

  #reasonOf(exit: Exit): ExitReason {
    if (this.#reason !== undefined) return this.#reason
    const isKernels = exit.signal === 'SIGKILL' && !this.#isKilled && hasOomKilled()
    return isKernels ? 'out-of-memory' : reasonOf(exit, this.stderr)
  }

  #onDrained(then: () => void): void {
    const limit = new Limit()
    limit.start(DRAIN_LIMIT_MS, () => {
      for (const stream of this.#process.stdio) stream?.destroy()
    })
    this.#process.once('close', () => {
      limit.stop()
      then()
    })
  }

  #die(death: Death): void {
    this.#isDead = true
    for (const end of this.#endings) end()
    this.#onTracedDeath?.(death)
    this.#events.onDeath(death)
  }
}

function execArgvOf({ execArgv, memoryBytes }: SpawnOptions): readonly string[] {
  if (memoryBytes === undefined) return execArgv
  const reserveBytes = HEAP_RESERVE_BYTES + memoryBytes * HEAP_RESERVE_SHARE
  const heapBytes = Math.max(memoryBytes - reserveBytes, memoryBytes / 2)
  // First, so that a limit in `execArgv` wins.
  return [`--max-old-space-size=${Math.floor(heapBytes / MIB)}`, ...execArgv]
}

/** What has to be the same for a process to do for another one's. It may have changed since that was started. */
export function spawnKey(options: SpawnOptions): string {
  const { label, bundle, cwd, execArgv, env, memoryBytes, maxMessageBytes } = options
  const output = [options.stdout, options.stderr].map((to) => (typeof to === 'string' ? to : ''))
  const place = [bundle.path, bundle.build, cwd, workingDirectory()]
  // A program may give up its rights when it has opened what needs them.
  const rights = [process.geteuid?.(), process.getegid?.()]
  const limits = [memoryBytes, maxMessageBytes]
  const given = [label, execArgv, env, currentEnvironment()]
  return JSON.stringify([...place, ...rights, ...limits, ...output, ...given])
}

/** Name and value in turn. An object of them would take twice as long, and each call comes by here. */
function currentEnvironment(): unknown[] {
  const list: unknown[] = []
  const { env } = process
  // Each look at it asks the system: this way there is one for each variable.
  for (const name of Object.keys(env)) list.push(name, env[name])
  return list
}

/** `undefined` if it has been removed. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** The program's own environment, what the options add, and what makes it a child. */
function environmentOf({ label, env }: SpawnOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...env,
    [LABEL_VARIABLE]: label,
    [DEPTH_VARIABLE]: String(currentDepth() + 1),
  }
}

function stdioOf({ stdout }: SpawnOptions): StdioOptions {
  return ['inherit', typeof stdout === 'function' ? 'pipe' : stdout, 'pipe', 'pipe']
}

/** What a process handle and a socket have in common. */
interface Handle {
  ref?: () => void
  unref?: () => void
}

/** Takes everything and gives nothing. */
function deadEnd(): Duplex {
  return new node.stream.Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })
}

/** As console.error does it: that nobody reads the program's stderr any more is not worth its life. */
function passOn(chunk: Buffer): void {
  process.stderr.write(chunk, (error) => {
    // 'error' follows this callback; without a listener it would end the program.
    if (error && process.stderr.listenerCount('error') === 0) process.stderr.once('error', () => {})
  })
}

function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch {
    // ESRCH: the group is empty. Before the child has made it (between fork and setsid) it cannot be:
    // spawn returns after exec.
  }
}
