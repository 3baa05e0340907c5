// The compiler on a thread, for code that cannot wait but by stopping. Started when it is first asked.

import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'

import type { Answer, Request } from './compiler.ts'
import { toImportError } from './program.ts'

/** What the thread is given. */
export interface ThreadData {
  port: MessagePort
  /** Counts the answers, for who sleeps on it. */
  answers: Int32Array
}

export type Reply =
  | { type: 'answer'; value: unknown }
  | { type: 'error'; error: ThrownError; inputs: readonly string[] }

/** The parts of an error that a message can carry. */
export type ThrownError = Pick<Error, 'name' | 'message' | 'stack'>

/** What a compiler threw, and the files a change of which may mend it. */
export class CompilerError extends Error {
  readonly inputs: readonly string[]

  constructor(cause: unknown, inputs: readonly string[]) {
    super('The compiler threw', { cause })
    this.inputs = inputs
  }
}

export class CompilerThread {
  readonly #answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #port: MessagePort | undefined

  /** Stops this thread until there is an answer. @throws CompilerError */
  ask<R extends Request>(request: R): Answer<R> {
    const port = (this.#port ??= this.#start())
    const before = Atomics.load(this.#answers, 0)
    port.postMessage(request)
    Atomics.wait(this.#answers, 0, before)
    const { message: reply } = receiveMessageOnPort(port) as { message: Reply }
    if (reply.type === 'answer') return reply.value as Answer<R>
    const error = Object.assign(new Error(reply.error.message), reply.error)
    throw new CompilerError(toImportError(error, request.file), reply.inputs)
  }

  #start(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    const data: ThreadData = { port: port2, answers: this.#answers }
    const file = import.meta.url.replace(/compiler-thread(?=\.[jt]s$)/, 'thread-main')
    const thread = new Worker(new URL(file), {
      workerData: data,
      transferList: [port2],
      // Not what the program is told to load, which is this.
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    thread.unref()
    port1.unref()
    return port1
  }
}
