// The parent's end of the wire: sends calls, matches what comes back to them, and refuses whatever the
// protocol does not allow at that point. Knows nothing of processes.
import { type Frame, FrameReader, type Payload } from './frame.ts'
import type { Limits } from './limits.ts'
import {
  type ChildMessage,
  openChildFrame,
  type ParentMessage,
  PROTOCOL_VERSION,
  sealParentMessage,
} from './message.ts'
import { malformed, WireError } from './problem.ts'
import type { Ending, Transport } from './transport.ts'

/** What a child says about one call. */
export type Reply = Extract<ChildMessage, { callId: number }>
/** What a child says about itself. */
export type Notice = Exclude<ChildMessage, { callId: number } | { type: 'hello' }>

export interface ChannelEvents {
  onNotice: (notice: Notice) => void
  /** The peer broke the protocol or a limit. Nothing is delivered after it. */
  onProblem: (error: WireError) => void
  /** The pipe has ended, perhaps in the middle of a frame. Always the last event, also after a problem. */
  onEnd: (isCut: boolean) => void
}

/** What may follow in each state of a call. */
const nextReplies = {
  sent: repliesOf('loading', 'started', 'failed', 'load-failed'),
  loading: repliesOf('started', 'failed', 'load-failed'),
  started: repliesOf('result', 'thrown', 'failed', 'stream', 'stalled'),
  preparing: repliesOf('ready', 'load-failed'),
  'setting-up': repliesOf('ready', 'thrown', 'failed', 'stalled'),
  stream: repliesOf('item', 'end', 'thrown', 'failed', 'stalled'),
}

function repliesOf(...types: Reply['type'][]): ReadonlySet<string> {
  return new Set(types)
}

type CallState = keyof typeof nextReplies

/** Takes the replies to one call, in order. */
export interface ReplyReceiver {
  receive: (reply: Reply) => void
}

interface OpenCall {
  callId: number
  state: CallState
  /** The state after `started`. */
  next: CallState
  receiver: ReplyReceiver
}

export class Channel {
  readonly #transport: Transport
  readonly #build: string
  readonly #events: ChannelEvents
  readonly #reader: FrameReader
  /** Most children run one call at a time; the map is for those that run more. */
  #call: OpenCall | undefined
  readonly #idToOther = new Map<number, OpenCall>()
  readonly #takeFrame = (frame: Frame): void => this.#take(openChildFrame(frame))
  #lastCallId = 0
  #announces = true
  /** It says nothing when it starts the call that it has been prepared for. */
  #isQuiet = false
  #isPrepared = false
  #unstartedId: number | undefined
  #isReady = false
  #isBroken = false

  /** @param build id that the child's bundle must have */
  constructor(transport: Transport, build: string, limits: Limits, events: ChannelEvents) {
    this.#transport = transport
    this.#build = build
    this.#events = events
    this.#reader = new FrameReader(limits.maxMessageBytes)
    transport.receive(
      (bytes) => this.#receive(bytes),
      () => events.onEnd(!this.#reader.isBetweenFrames),
    )
    const { maxMessageBytes } = limits
    this.#send({ type: 'hello', protocol: PROTOCOL_VERSION, build, maxMessageBytes })
  }

  /** How the line has ended. */
  get ending(): Ending {
    return this.#transport.ending
  }

  /** Something else has written to the line: what the child said after that was not heard. */
  get isGarbled(): boolean {
    return this.#isBroken || !this.#reader.isBetweenFrames
  }

  /**
   * Has the child load its worker module, and wait for what it is to do with it.
   * @param stays whether that will be a setup
   * @param announces whether it says of its only call that it has started
   */
  prepare(stays: boolean, announces: boolean, receiver: ReplyReceiver): void {
    const callId = this.#open('preparing', 'preparing', receiver)
    this.#isQuiet = !announces
    this.#send({ type: 'prepare', callId, stays, announces })
  }

  /** Has the child run its closure, its only call. Gives the id of the call. */
  call(payload: Payload, receiver: ReplyReceiver): number {
    const callId = this.#open('sent', 'started', receiver)
    this.#send({ type: 'call', callId, payload })
    // Nothing follows it, and its child may wait.
    this.#transport.flush()
    if (this.#isQuiet) {
      this.#unstartedId = callId
      if (this.#isPrepared) this.#startQuietly()
    }
    return callId
  }

  /**
   * Has the child run its closure and keep what it returns, to be called `concurrency` times at once.
   * @param announces whether it says of each call that it has started
   */
  setup(
    payload: Payload,
    concurrency: number,
    announces: boolean,
    receiver: ReplyReceiver,
  ): number {
    const callId = this.#open('sent', 'setting-up', receiver)
    this.#announces = announces
    this.#send({ type: 'setup', callId, concurrency, announces, payload })
    return callId
  }

  /** Calls a method of what the setup has returned, or a closure of the bundle by its label. */
  invoke(target: string, payload: Payload, receiver: ReplyReceiver): number {
    const callId = this.#open(this.#announces ? 'sent' : 'started', 'started', receiver)
    this.#send({ type: 'invoke', callId, target, payload })
    return callId
  }

  /** Asks the child to dispose of what the setup has returned, and to end. */
  close(receiver: ReplyReceiver): number {
    const callId = this.#open('sent', 'started', receiver)
    this.#send({ type: 'close', callId })
    return callId
  }

  /** Grants a stream so much more credit. */
  pull(callId: number, credit: number): void {
    this.#send({ type: 'pull', callId, credit })
  }

  /** Says that nobody wants the rest of a stream. */
  stop(callId: number): void {
    this.#send({ type: 'stop', callId })
  }

  #open(state: CallState, next: CallState, receiver: ReplyReceiver): number {
    // 32 bits on the wire.
    const callId = (this.#lastCallId = (this.#lastCallId + 1) >>> 0 || 1)
    const call = { callId, state, next, receiver }
    if (this.#call === undefined) this.#call = call
    else this.#idToOther.set(callId, call)
    return callId
  }

  #find(callId: number): OpenCall | undefined {
    return this.#call?.callId === callId ? this.#call : this.#idToOther.get(callId)
  }

  #close(call: OpenCall): void {
    if (this.#call === call) this.#call = undefined
    else this.#idToOther.delete(call.callId)
  }

  #send(message: ParentMessage): void {
    const { type, callId, payload } = sealParentMessage(message)
    this.#transport.send(type, callId, payload)
  }

  #take(message: ChildMessage): void {
    if (message.type === 'hello') this.#greet(message.protocol, message.build)
    else if ('callId' in message) {
      this.#deliver(message)
      if (message.type === 'started') this.#startOthers(message.others)
    } else this.#events.onNotice(message)
  }

  /** Calls that have arrived together begin together. */
  #startOthers(callIds: readonly number[] = []): void {
    for (const callId of callIds) this.#deliver({ type: 'started', callId })
  }

  #greet(protocol: number, build: string): void {
    if (this.#isReady) throw malformed('it introduced itself twice')
    if (protocol !== PROTOCOL_VERSION) {
      throw malformed(
        `it speaks version ${protocol} of the protocol, not ${PROTOCOL_VERSION}: program and worker bundle must be built together`,
      )
    }
    if (build !== this.#build) {
      const detail = `the program is of build ${this.#build || '(none)'}, the bundle of ${build}`
      return this.#events.onNotice({ type: 'refused', refusal: 'build', detail })
    }
    this.#isReady = true
  }

  #deliver(reply: Reply): void {
    if (!this.#isReady) throw malformed(`it sent "${reply.type}" before it had introduced itself`)
    const call = this.#find(reply.callId)
    if (call === undefined) {
      throw malformed(`it sent "${reply.type}" for call ${reply.callId}, which is not open`)
    }
    if (!nextReplies[call.state].has(reply.type)) {
      throw malformed(`it sent "${reply.type}" for a call that is ${call.state}`)
    }
    if (reply.type === 'started') call.state = call.next
    else if (reply.type === 'stream' || reply.type === 'loading') call.state = reply.type
    else if (reply.type !== 'item') this.#close(call)
    call.receiver.receive(reply)
    if (reply.type !== 'ready' || call.state !== 'preparing') return
    this.#isPrepared = true
    this.#startQuietly()
  }

  /** The call of a child that says nothing begins when it has been sent and its module is there. */
  #startQuietly(): void {
    const callId = this.#unstartedId
    this.#unstartedId = undefined
    if (callId !== undefined) this.#deliver({ type: 'started', callId })
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isBroken) return
    try {
      this.#reader.push(bytes, this.#takeFrame)
    } catch (error) {
      this.#isBroken = true
      this.#events.onProblem(error instanceof WireError ? error : malformed(String(error), error))
    }
  }
}
