// A process that has started and loaded its worker module, and waits for its one call or its setup: what is slow
// about a process is over before anybody waits for it.
import { type CallFacts, StartError } from '../errors.ts'
import type { Notice, Reply } from '../wire/channel.ts'
import { createCodec } from '../wire/codec.ts'
import { node } from '../wire/node.ts'
import type { Problem } from '../wire/problem.ts'
import { TELLS_UNREAD } from '../wire/transport.ts'
import { loadError, problemError, refusalError, startError } from './failures.ts'
import { Limit, LOST_LINE_MS } from './limit.ts'
import {
  Child,
  type ChildEvents,
  type Death,
  type OutputOptions,
  spawnKey,
  type SpawnOptions,
} from './spawn.ts'

export interface SpareOptions extends SpawnOptions {
  startTimeoutMs: number
  shutdownTimeoutMs: number
}

/** Makes the error that says why a process is of no use. */
export type Loss = (facts: CallFacts) => Error

/** To start a process takes milliseconds of the program's: no spare is started while a call may be about to answer. */
export const LULL_MS = 20

export class Spare {
  readonly #options: SpareOptions
  /** Processes with the same key are the same. */
  readonly key: string
  readonly #child: Child
  readonly #limit = new Limit()
  readonly #onLost: () => void
  /** Who hears of the process. */
  #events: ChildEvents
  #state: 'loading' | 'ready' | 'taken' | 'lost' = 'loading'
  #loss: Loss | undefined
  readonly #whenReady: ((loss?: Loss) => void)[] = []

  /**
   * @param onLost it has died, or is of no use. Only those who wait for it are told why: whoever needs a process
   * starts one, and hears it of that one
   */
  constructor(options: SpareOptions, onLost: () => void) {
    this.#options = options
    this.key = spawnKey(options)
    this.#onLost = onLost
    this.#events = {
      onNotice: (notice) => this.#onNotice(notice),
      onProblem: ({ problem }) => this.#lose(this.#lossBy(problem)),
      onEnd: () => this.#onLineEnd(),
      onExit: () => this.#leave(),
      onDeath: (death) => this.#onDeath(death),
    }
    this.#child = new Child(options, {
      onNotice: (notice) => this.#events.onNotice(notice),
      onProblem: (error) => this.#events.onProblem(error),
      onEnd: (isCut) => this.#events.onEnd(isCut),
      onExit: () => this.#events.onExit?.(),
      onDeath: (death) => this.#events.onDeath(death),
    })
    // A function is not known yet: it gets the lines from the first one on.
    if (!hasListener(options)) this.#child.readOutput(options)
    this.#child.hold(false)
    this.#limit.start(options.startTimeoutMs, () => this.#lose((facts) => this.#lateError(facts)))
    const stays = options.facts.kind !== 'task'
    this.#child.channel.prepare(stays, !TELLS_UNREAD, {
      receive: (reply) => this.#onPrepared(reply),
    })
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Resolves when it has loaded its module, or is wanted no more; to a loss if it never will. Until then it keeps the program alive. */
  whenReady(): Promise<Loss | undefined> {
    if (this.#state !== 'loading') return Promise.resolve(this.#loss)
    this.#child.hold(true)
    return new Promise((resolve) => this.#whenReady.push(resolve))
  }

  /** Gives the process away: from now on it is `events` that hear of it. */
  take(events: ChildEvents, output: OutputOptions): Child {
    this.#settle('taken')
    this.#events = events
    if (hasListener(this.#options)) this.#child.readOutput(inThisContext(output))
    this.#child.hold(true)
    return this.#child
  }

  /** Asks it to end, and makes it. That too keeps no program alive: with the program it ends in any case. */
  dismiss(): void {
    if (this.#state === 'lost') return
    this.#settle('lost')
    this.#child.hold(false)
    this.#child.channel.close({ receive: () => {} })
    this.#limit.start(this.#options.shutdownTimeoutMs, () => this.#child.kill())
  }

  #onPrepared(reply: Reply): void {
    // One that was taken before it was ready ends by itself if it cannot be.
    if (this.#state !== 'loading') return
    if (reply.type !== 'load-failed') {
      this.#settle('ready')
      return this.#child.hold(false)
    }
    const { types } = this.#options.bundle
    this.#lose((facts) => loadError(facts, createCodec({ types }).decode(reply.payload)))
  }

  #onNotice(notice: Notice): void {
    // What nothing caught it dies of, or something has handled it.
    if (notice.type === 'uncaught') return
    this.#lose((facts) => refusalError(facts, notice.refusal, notice.detail))
  }

  /** It may be dying: what of, its death tells in a moment. */
  #onLineEnd(): void {
    if (this.#state === 'lost') return
    this.#leave()
    const detail = 'it closed its line and lives on'
    this.#limit.start(LOST_LINE_MS, () => this.#lose(this.#lossBy({ type: 'malformed', detail })))
  }

  #onDeath(death: Death): void {
    this.#limit.stop()
    const { bundle, cwd } = this.#options
    this.#lose((facts) => startError(facts, death, { bundlePath: bundle.path, cwd }))
  }

  #lose(loss: Loss): void {
    this.#loss ??= loss
    this.#leave()
    this.#settle('lost')
    this.#child.kill()
  }

  /** It can be taken no more. Why may still be to come. */
  #leave(): void {
    if (this.#state === 'lost') return
    this.#state = 'lost'
    this.#limit.stop()
    this.#onLost()
  }

  /** Ends the time in which it was loading. */
  #settle(state: 'ready' | 'taken' | 'lost'): void {
    this.#state = state
    this.#limit.stop()
    for (const resolve of this.#whenReady.splice(0)) resolve(this.#loss)
  }

  #lossBy(problem: Problem): Loss {
    return (facts) => problemError(facts, problem, 'result', this.#child.stderr)
  }

  #lateError(facts: CallFacts): StartError {
    return new StartError(
      { ...facts, stderr: this.#child.stderr },
      `its worker module had not been loaded after ${this.#options.startTimeoutMs} ms`,
      'Loading it hangs or takes long; raise `startTimeout` if it may.',
    )
  }
}

/** The spares of a label. */
export class Shelf {
  readonly #spares: Spare[] = []
  readonly #onLost: () => void

  /** @param onLost one of them has died, or is of no use */
  constructor(onLost: () => void) {
    this.#onLost = onLost
  }

  get size(): number {
    return this.#spares.length
  }

  get hasReady(): boolean {
    return this.#spares.some((spare) => spare.isReady)
  }

  /** One like `key`, if there is one. */
  find(key: string): Spare | undefined {
    return this.#spares.find((spare) => spare.key === key)
  }

  /**
   * Takes the one that is ready, or will be first. Those that are not like `options` any more are dismissed: the
   * program's environment, say, may have changed since.
   * @param knownKey of `options`, if it has been made already: it takes longer than all else here
   */
  take(options: SpareOptions, events: ChildEvents, knownKey?: string): Child | undefined {
    if (this.#spares.length === 0) return undefined
    const key = knownKey ?? spawnKey(options)
    for (const spare of this.#spares.filter((each) => each.key !== key)) {
      this.#remove(spare)?.dismiss()
    }
    const spare = this.#spares.find((each) => each.isReady) ?? this.#spares[0]
    return spare && this.#remove(spare)?.take(events, options)
  }

  /** Starts one more. */
  add(options: SpareOptions): Spare {
    const spare: Spare = new Spare(options, () => {
      this.#remove(spare)
      this.#onLost()
    })
    this.#spares.push(spare)
    return spare
  }

  /** Dismisses the oldest, or all. */
  dismiss(count: number = this.#spares.length): void {
    for (const spare of this.#spares.splice(0, count)) spare.dismiss()
  }

  #remove(spare: Spare): Spare | undefined {
    const at = this.#spares.indexOf(spare)
    return at === -1 ? undefined : this.#spares.splice(at, 1)[0]
  }
}

/** The process has been started in another one's context. */
function inThisContext({ stdout, stderr, onStderrLine }: OutputOptions): OutputOptions {
  const bind = <T>(to: T): T =>
    typeof to === 'function' ? (node.asyncHooks.AsyncResource.bind(to as never) as T) : to
  return {
    stdout: bind(stdout),
    stderr: bind(stderr),
    ...(onStderrLine && { onStderrLine: bind(onStderrLine) }),
  }
}

function hasListener({ stdout, stderr, onStderrLine }: OutputOptions): boolean {
  return typeof stdout === 'function' || typeof stderr === 'function' || onStderrLine !== undefined
}
