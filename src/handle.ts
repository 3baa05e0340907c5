// The parent's side of a worker or pool, as its users see it: what they call, and what they do with the whole.
import { attachFrames, captureFrames } from './call-site.ts'
import { encodeGiven } from './given.ts'
import type {
  CloseOptions,
  Handle,
  HandleEvents,
  HandleListener,
  HandleState,
  HandleStats,
} from './handles.ts'
import { type CallOptions, resolveCallOptions, resolveCloseOptions } from './options.ts'
import type { ResolvedCallOptions } from './options.ts'
import { notePool } from './pool/pool-of.ts'
import type { PoolSetup } from './pool/process-set.ts'
import type { ProcessPool } from './pool/process-pool.ts'
import { isTraced, trace } from './process/tracing.ts'
import { withRetries } from './retry.ts'
import { IterablePromise, toResult } from './stream.ts'

export class BaseHandle implements Handle {
  readonly #pool: ProcessPool

  constructor(pool: ProcessPool) {
    this.#pool = pool
    notePool(this, pool)
  }

  /** For handles of all kinds; not in their public types. */
  protected get pool(): ProcessPool {
    return this.#pool
  }

  get label(): string {
    return this.#pool.facts.label
  }

  get state(): HandleState {
    return this.#pool.state
  }

  get restarts(): number {
    return this.#pool.processes.restarts
  }

  get queued(): number {
    return this.#pool.queued
  }

  get running(): number {
    return this.#pool.running
  }

  restart(): Promise<void> {
    return this.#pool.restart()
  }

  async close(options: CloseOptions = {}): Promise<void> {
    await this.#pool.close(resolveCloseOptions(options, this.#pool.facts))
  }

  kill(): Promise<void> {
    return this.#pool.kill()
  }

  stats(): HandleStats {
    return this.#pool.stats()
  }

  on<Name extends keyof HandleEvents>(name: Name, listener: HandleListener<Name>): this {
    this.#pool.events.on(name, listener as never)
    return this
  }

  once<Name extends keyof HandleEvents>(name: Name, listener: HandleListener<Name>): this {
    this.#pool.events.once(name, listener as never)
    return this
  }

  off<Name extends keyof HandleEvents>(name: Name, listener: HandleListener<Name>): this {
    this.#pool.events.off(name, listener as never)
    return this
  }

  ref(): void {
    this.#pool.setHoldMode('ref')
  }

  unref(): void {
    this.#pool.setHoldMode('unref')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close()
  }
}

type Method = (...args: unknown[]) => Promise<unknown>

type Settle = (value: unknown) => void

/** What `call` is, without its types. */
type AnyCall = Method | Readonly<Record<string, Method>>

/** A handle whose setup has returned something to call. */
export class CallableHandle extends BaseHandle {
  readonly call: AnyCall
  readonly #setup: PoolSetup
  readonly #methods: readonly string[] | null

  /** @param methods names of what can be called; `null` if it is one function */
  constructor(pool: ProcessPool, setup: PoolSetup, methods: readonly string[] | null) {
    super(pool)
    this.#setup = setup
    this.#methods = methods
    this.call = this.#makeCall(pool.options.call)
  }

  with(options: CallOptions): { call: AnyCall } {
    const { options: defaults, facts } = this.pool
    return { call: this.#makeCall(resolveCallOptions(options, defaults.call, facts)) }
  }

  /** The function of that name, or the one that there is. */
  method(name: string | undefined, options: ResolvedCallOptions): Method {
    const pool = this.pool
    const { codec } = this.#setup
    const facts = { ...pool.facts, ...(name === undefined ? {} : { method: name }) }
    const { kind, label, callSite } = facts
    const title = `${kind} ${JSON.stringify(label)}${name === undefined ? '' : `.${name}`}`
    const { signal, timeoutMs, retries, transfer } = options
    const { maxMessageBytes } = pool.options
    const terms = { facts, target: name ?? '', codec, timeoutMs, signal, bundle: undefined }

    const start = (args: unknown[], resolve: Settle, reject: Settle): void => {
      const payload = encodeGiven(args, codec, maxMessageBytes, 'argument', facts, transfer)
      // Most calls are neither traced nor made again.
      if (retries === 0 && !isTraced('call')) return pool.take(terms, payload, resolve, reject)
      traced(facts, () =>
        withRetries(options, (attempts) =>
          pool.call({ ...terms, facts: { ...facts, attempts } }, payload),
        ),
      ).then(resolve, reject)
    }
    const explain = (error: unknown, above: Method): unknown => {
      if (error !== signal?.reason) attachFrames(error, title, callSite, captureFrames(above))
      return error
    }
    // The engine finds by itself who waits for it, once the promise of the call does: to remember who has called
    // would take longer than the call.
    const fail = async (error: unknown): Promise<never> => {
      await Promise.resolve()
      await Promise.resolve()
      throw explain(error, fail)
    }
    // Made here, where nothing of a call is in reach: a stream keeps them for as long as it lives.
    const settle =
      (resolve: Settle): Settle =>
      (value) =>
        resolve(toResult(value, fail))
    const settleFailed =
      (resolve: Settle): Settle =>
      (error) =>
        resolve(fail(error))
    // An async function around each call would take as long again, and as much memory.
    const call = (...args: unknown[]): Promise<unknown> =>
      new IterablePromise((resolve, reject) => {
        try {
          start(args, settle(resolve), settleFailed(resolve))
        } catch (error) {
          reject(explain(error, call))
        }
      })
    return call
  }

  get methods(): readonly string[] | null {
    return this.#methods
  }

  #makeCall(options: ResolvedCallOptions): AnyCall {
    if (this.#methods === null) return this.method(undefined, options)
    const call: Record<string, Method> = Object.create(null) as Record<string, Method>
    for (const name of this.#methods) call[name] = this.method(name, options)
    return Object.freeze(call)
  }
}

function traced(facts: object, run: () => Promise<unknown>): Promise<unknown> {
  return trace('call', () => ({ ...facts }), run)
}
