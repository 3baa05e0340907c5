// What Node itself offers, without a library: messages there and back, matched by their order.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

import type { Service, StartService } from '../service.ts'

const MAX_WAITING = 64

export function forkWith(serialization: 'json' | 'advanced', workers: string): StartService {
  const file = path.join(workers, 'fork.cjs')
  return (size) => inTurn(size, () => serveByProcess(fork(file, { serialization })))
}

function serveByProcess(child: ChildProcess): Service {
  const waiting: ((sum: number) => void)[] = []
  child.on('message', (sum: number) => waiting.shift()?.(sum))
  return {
    add: (a, b) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.send([a, b])
      }),
    close: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

export function workerThreads(workers: string): StartService {
  const file = path.join(workers, 'thread.cjs')
  return (size) => inTurn(size, () => serveByThread(new Worker(file)))
}

function serveByThread(thread: Worker): Service {
  const waiting: ((sum: number) => void)[] = []
  thread.on('message', (sum: number) => waiting.shift()?.(sum))
  return {
    add: (a, b) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        thread.postMessage([a, b])
      }),
    close: async () => void (await thread.terminate()),
  }
}

/** Calls go to one after the other. */
function inTurn(size: number, start: () => Service): Service {
  const services = Array.from({ length: size }, start)
  let next = 0
  return {
    add: (a, b) => services[next++ % size]!.add(a, b),
    maxWaiting: MAX_WAITING,
    close: async () => void (await Promise.all(services.map((service) => service.close()))),
  }
}
