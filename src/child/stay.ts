// A child that stays: it takes call after call, on what its setup has returned or on every worker module of
// its bundle, until its parent asks it to end.
import type { Codec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'
import type { ParentMessage } from '../wire/message.ts'
import { malformed, WireError } from '../wire/problem.ts'
import type { Loaded } from './worker-module.ts'
import { type Api, callMethod, disposeOf, methodsOf } from './api.ts'
import type { ChildPipe } from './pipe.ts'
import type { CallServer } from './serve.ts'

interface StayingChild {
  pipe: ChildPipe
  server: CallServer
  codec: Codec
  /** Encodes an error without the help of a worker module. */
  encodeThrown: (error: unknown) => Payload
  /** Of the message that made it stay. */
  callId: number
  /** Calls that run at a time. */
  concurrency: number
  /** Whether it says of each call that it has started. */
  announces: boolean
  leave: (code?: number) => Promise<void>
}

/** What a call is made on. */
interface Target {
  codec: Codec
  /** Its codec runs code of the project. */
  hasTypes: boolean
  /** Which way what it is given was going, for errors. */
  takes: 'captured' | 'argument'
  run: (given: unknown) => unknown
}

interface Callee {
  /** The target of that name, if its worker module has been loaded. */
  find: (name: string) => Target | undefined
  /** Loads the worker module of that name. Rejects with what it throws. */
  load: (name: string) => Promise<Target>
  dispose: () => unknown
}

type Invocation = ParentMessage & { type: 'invoke' }

/** Runs the setup, then takes calls of what it has returned. */
export async function serveApi(
  child: StayingChild & { closure: () => unknown; hasTypes: boolean },
): Promise<void> {
  const { server, pipe, codec, callId, closure, hasTypes } = child
  let api: Api | undefined
  await server.attempt(callId, codec, async () => {
    const made = (await closure()) as Api
    const methods = methodsOf(made)
    api = made
    await pipe.send({ type: 'ready', callId, methods })
    takeCalls(child, {
      find: (name) => ({
        codec,
        hasTypes,
        takes: 'argument',
        run: (args) => callMethod(made, name, args as unknown[]),
      }),
      load: () => Promise.reject(new Error('There is nothing to load.')),
      // What it gives is nobody's business: `() => server.close()` is a good way to write one.
      dispose: async () => {
        await disposeOf(made)
      },
    })
  })
  if (api === undefined) await child.leave(1)
}

/** Takes calls of every worker module. Each is evaluated once, when it is first called. */
export async function serveTasks(
  child: StayingChild & { load: (label: string) => Promise<Loaded> },
): Promise<void> {
  const { server, pipe, codec, callId, load } = child
  const labelToTarget = new Map<string, Target>()
  await server.attempt(callId, codec, async () => {
    await pipe.send({ type: 'ready', callId, methods: null })
    takeCalls(child, {
      find: (label) => labelToTarget.get(label),
      load: async (label) => {
        const loaded = await load(label)
        const target: Target = {
          codec: loaded.codec,
          hasTypes: loaded.module.types !== undefined,
          takes: 'captured',
          run: (captured) => loaded.module.default(captured)(),
        }
        labelToTarget.set(label, target)
        return target
      },
      dispose: () => {},
    })
  })
}

function takeCalls(child: StayingChild, { find, load, dispose }: Callee): void {
  const { pipe, server, codec, encodeThrown, concurrency, announces, leave } = child
  let open = 0
  let isHeld = true
  pipe.hold()
  server.listen((message) => {
    try {
      take(message)?.catch(fail)
    } catch (error) {
      fail(error)
    }
  })

  // What gives a promise only if it must is not over at once.

  function take(message: ParentMessage): Promise<void> | undefined {
    if (message.type === 'invoke') return invoke(message)
    if (message.type === 'close') return end(message.callId)
    throw malformed(`the parent sent "${message.type}" out of turn`)
  }

  async function end(callId: number): Promise<void> {
    if (isHeld) pipe.release()
    await server.run(callId, codec, dispose, true)
    return leave()
  }

  function invoke(call: Invocation): Promise<void> | undefined {
    const target = find(call.target)
    // If the process dies of what runs now, the call must not be sent to another.
    const isQuiet = target !== undefined && (!target.hasTypes || !announces)
    return isQuiet ? run(call, target) : prepare(call, target)
  }

  async function prepare(call: Invocation, known: Target | undefined): Promise<void> {
    const { callId } = call
    await pipe.send({ type: 'loading', callId })
    let target: Target
    try {
      target = known ?? (await load(call.target))
    } catch (error) {
      return pipe.send({ type: 'load-failed', callId, payload: encodeThrown(error) })
    }
    return run(call, target)
  }

  function run({ callId, payload }: Invocation, target: Target): Promise<void> | undefined {
    let given: unknown
    try {
      given = target.codec.decode(payload)
    } catch (error) {
      // What the program could encode with the stack that it had left, this process may not.
      if (!(error instanceof WireError)) throw error
      return pipe.send({ type: 'failed', callId, problem: error.problem, direction: target.takes })
    }
    const running = server.run(callId, target.codec, () => target.run(given), announces)
    return running && runOn(running)
  }

  async function runOn(running: Promise<void>): Promise<void> {
    open++
    hold()
    await running
    open--
    hold()
  }

  /** The line is lost or the protocol broken: as an uncaught exception it ends the process, and says so. */
  function fail(error: unknown): void {
    setImmediate(() => {
      throw error
    })
  }

  // A process that has all the calls that it takes lives for them alone: if its event loop runs empty, they
  // can never end. While there is room, another call may be what they are waiting for.
  function hold(): void {
    if (isHeld === open < concurrency) return
    isHeld = !isHeld
    if (isHeld) pipe.hold()
    else pipe.release()
  }
}
