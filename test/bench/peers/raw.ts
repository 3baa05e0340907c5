// What Node itself offers, without a library: messages there and back, matched by their order.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

import type { Adder, Echo, Start } from '../service.ts'

const MAX_WAITING = 64

type Serialization = 'json' | 'advanced'

export function forkWith(serialization: Serialization, workers: string): Start<Adder> {
  const file = path.join(workers, 'fork.cjs')
  return (size) => addInTurn(Array.from({ length: size }, () => openFork(file, serialization)))
}

export function workerThreads(workers: string): Start<Adder> {
  const file = path.join(workers, 'thread.cjs')
  return (size) => addInTurn(Array.from({ length: size }, () => openThread(file)))
}

export function forkEcho(workers: string): Start<Echo> {
  return () => toEcho(openFork(path.join(workers, 'fork-echo.cjs'), 'advanced'))
}

export function threadEcho(workers: string): Start<Echo> {
  return () => toEcho(openThread(path.join(workers, 'thread-echo.cjs')))
}

/** A line to somebody who answers each message with one. */
interface Peer {
  ask: (message: unknown) => Promise<unknown>
  close: () => Promise<void>
}

function openFork(file: string, serialization: Serialization): Peer {
  const child = fork(file, { serialization })
  const waiting: ((answer: unknown) => void)[] = []
  child.on('message', (answer) => waiting.shift()?.(answer))
  return {
    ask: (message) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.send(message as object)
      }),
    close: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

function openThread(file: string): Peer {
  const thread = new Worker(file)
  const waiting: ((answer: unknown) => void)[] = []
  thread.on('message', (answer) => waiting.shift()?.(answer))
  return {
    ask: (message) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        thread.postMessage(message)
      }),
    close: async () => void (await thread.terminate()),
  }
}

/** Calls go to one after the other. */
function addInTurn(peers: readonly Peer[]): Adder {
  let next = 0
  return {
    add: (a, b) => peers[next++ % peers.length]!.ask([a, b]) as Promise<number>,
    maxWaiting: MAX_WAITING,
    close: async () => void (await Promise.all(peers.map((peer) => peer.close()))),
  }
}

/** A message of `fork` may be anything but a bare bigint; what a program sends is an object anyway. */
function toEcho({ ask, close }: Peer): Echo {
  return { echo: async (value) => ((await ask({ value })) as { value: unknown }).value, close }
}
