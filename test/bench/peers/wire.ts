// Bytes over file descriptor 3 and nothing else: a length, the bytes, and the bytes again from there, received into
// one piece of memory on either side. What a library that copies nothing more could do.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Duplex } from 'node:stream'

import type { Adder, Echo, Start } from '../service.ts'

const LENGTH_BYTES = 4

export function wireEcho(workers: string): Start<Echo> {
  return () => {
    const child = spawn(process.execPath, [path.join(workers, 'wire.cjs')], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    })
    const wire = child.stdio[3] as Duplex
    return {
      echo: (value) => echo(wire, value as Uint8Array),
      close: async () => {
        const exited = once(child, 'exit')
        wire.destroy()
        await exited
      },
    }
  }
}

/**
 * A message of twenty bytes there and back: what nobody who goes to another process can be below.
 * @param script waits in `read`, or in its event loop
 */
export function wireAdder(
  workers: string,
  script: 'bare-echo.cjs' | 'bare-loop.cjs',
): Start<Adder> {
  return () => {
    const child = spawn(process.execPath, [path.join(workers, script)], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    })
    const wire = child.stdio[3] as Duplex
    const message = Buffer.alloc(20, 1)
    let answer: () => void = () => {}
    wire.on('data', () => answer())
    return {
      add: async (a, b) => {
        const answered = new Promise<void>((resolve) => (answer = resolve))
        wire.write(message)
        await answered
        return a + b
      },
      close: async () => {
        const exited = once(child, 'exit')
        wire.destroy()
        await exited
      },
    }
  }
}

async function echo(wire: Duplex, bytes: Uint8Array): Promise<Uint8Array> {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(bytes.byteLength)
  wire.write(length)
  wire.write(bytes)
  const result = Buffer.allocUnsafeSlow(bytes.byteLength)
  let received = 0
  await new Promise<void>((resolve) => {
    const take = (chunk: Buffer): void => {
      received += chunk.copy(result, received)
      if (received < result.byteLength) return
      wire.off('data', take)
      resolve()
    }
    wire.on('data', take)
  })
  return new Uint8Array(result.buffer)
}
