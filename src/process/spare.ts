// A process that has started and loaded its worker module, and waits for its one call or its setup: what is slow
// about a process is over before anybody waits for it.
import { node } from '../wire/node.ts'
import { Limit } from './limit.ts'
import {
  Child,
  type ChildEvents,
  type OutputOptions,
  spawnKey,
  type SpawnOptions,
} from './spawn.ts'

export interface SpareOptions extends SpawnOptions {
  startTimeoutMs: number
  shutdownTimeoutMs: number
}

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

  /**
   * @param onLost it has died, or is of no use. Nobody is told why: whoever needs a process starts one, and hears
   * it of that one
   */
  constructor(options: SpareOptions, onLost: () => void) {
    this.#options = options
    this.key = spawnKey(options)
    this.#onLost = onLost
    const lose = (): void => this.#lose()
    this.#events = { onNotice: lose, onProblem: lose, onEnd: lose, onExit: lose, onDeath: lose }
    this.#child = new Child(options, {
      onNotice: (notice) => this.#events.onNotice(notice),
      onProblem: (error) => this.#events.onProblem(error),
      onEnd: (isCut) => this.#events.onEnd(isCut),
      onExit: () => this.#events.onExit?.(),
      onDeath: (death) => {
        if (this.#state === 'lost') this.#limit.stop()
        this.#events.onDeath(death)
      },
    })
    // A function is not known yet: it gets the lines from the first one on.
    if (!hasListener(options)) this.#child.readOutput(options)
    this.#child.hold(false)
    this.#limit.start(options.startTimeoutMs, lose)
    this.#child.channel.prepare({ receive: ({ type }) => this.#onPrepared(type === 'ready') })
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  /** Gives the process away: from now on it is `events` that hear of it. */
  take(events: ChildEvents, output: OutputOptions): Child {
    this.#end('taken')
    this.#events = events
    if (hasListener(this.#options)) this.#child.readOutput(inThisContext(output))
    this.#child.hold(true)
    return this.#child
  }

  /** Asks it to end, and makes it. That too keeps no program alive: with the program it ends in any case. */
  dismiss(): void {
    if (this.#state === 'lost') return
    this.#end('lost')
    this.#child.channel.close({ receive: () => {} })
    this.#limit.start(this.#options.shutdownTimeoutMs, () => this.#child.kill())
  }

  #onPrepared(isReady: boolean): void {
    // One that was taken before it was ready ends by itself if it cannot be.
    if (this.#state !== 'loading') return
    if (isReady) this.#end('ready')
    else this.#lose()
  }

  #lose(): void {
    if (this.#state === 'lost') return
    this.#end('lost')
    this.#child.kill()
    this.#onLost()
  }

  /** Ends the time in which it was loading. */
  #end(state: 'ready' | 'taken' | 'lost'): void {
    this.#state = state
    this.#limit.stop()
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

  /** Takes the one that is ready, or will be first. Those that are not like `options` any more are dismissed. */
  take(options: SpareOptions, events: ChildEvents): Child | undefined {
    if (this.#spares.length === 0) return undefined
    // The program's environment, say, may have changed since.
    const key = spawnKey(options)
    for (const spare of this.#spares.filter((each) => each.key !== key)) {
      this.#remove(spare)?.dismiss()
    }
    const spare = this.#spares.find((each) => each.isReady) ?? this.#spares[0]
    return spare && this.#remove(spare)?.take(events, options)
  }

  /** Starts one more. */
  add(options: SpareOptions): void {
    const spare: Spare = new Spare(options, () => {
      this.#remove(spare)
      this.#onLost()
    })
    this.#spares.push(spare)
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
