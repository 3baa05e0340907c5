// The other end of `CompilerThread`.

import { workerData } from 'node:worker_threads'

import type { Reply, ThreadData } from './compiler-thread.ts'
import type { Request } from './compiler.ts'

const { port, answers } = workerData as ThreadData

port.on('message', (request: Request) => void handle(request)) // cannot fail: whoever asks sleeps

async function handle(request: Request): Promise<void> {
  port.postMessage(await replyTo(request))
  Atomics.add(answers, 0, 1)
  Atomics.notify(answers, 0)
}

async function replyTo(request: Request): Promise<Reply> {
  try {
    // Here, so that what fails to load is told as well.
    const { answer } = await import('./compiler.ts')
    return { type: 'answer', value: await answer(request) }
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    // By its shape: the class comes with the compiler.
    const { inputs = [] } = error as { inputs?: readonly string[] }
    return { type: 'error', error: { name, message, stack }, inputs }
  }
}
