// What V8 makes of the child's runtime when it runs: with it a process starts without compiling anything of ours.
// It serves the Node that it was made by; another one, or one with other options of V8, sees that and compiles.

import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'

import { DEPTH_VARIABLE, LABEL_VARIABLE, RUNTIME_NAME, WIRE_FD } from '../src/wire/environment.ts'
import { encodeFrame, FrameReader, type Payload } from '../src/wire/frame.ts'
import {
  openChildFrame,
  type ParentMessage,
  PROTOCOL_VERSION,
  sealParentMessage,
} from '../src/wire/message.ts'

const LIMIT_MS = 10_000
const LABEL = 'train'

const sourceToCache = new Map<string, Promise<Uint8Array | undefined>>()

/** The code cache of `source`, a script that gives the runtime; `undefined` where it cannot be had. */
export function makeCodeCache(source: string): Promise<Uint8Array | undefined> {
  let cache = sourceToCache.get(source)
  if (!cache) sourceToCache.set(source, (cache = train(source)))
  return cache
}

/** Has a process run through a worker's life, and takes what it has compiled. */
function train(source: string): Promise<Uint8Array | undefined> {
  if (process.versions.bun !== undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    // The same input gives the same bytes, so that a build can be repeated.
    const child = spawn(process.execPath, ['--predictable', '-e', TRAINING], {
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', [LABEL_VARIABLE]: LABEL, [DEPTH_VARIABLE]: '1' },
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => resolve(undefined))
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : undefined))
    child.stdin?.on('error', () => {})
    child.stdin?.end(source, 'latin1')
    lead(child.stdio[WIRE_FD] as Duplex)
  })
}

/** The parent's part: a setup, a call, the end. */
function lead(wire: Duplex): void {
  const steps: ParentMessage[] = [
    { type: 'setup', callId: 2, concurrency: 1, announces: false, payload: json({ a: 1 }) },
    { type: 'invoke', callId: 3, target: 'add', payload: json([1, 2]) },
    { type: 'close', callId: 4 },
  ]
  const send = (message: ParentMessage): void => {
    const { type, callId, payload } = sealParentMessage(message)
    for (const chunk of encodeFrame(type, callId, payload)) wire.write(chunk)
  }
  const reader = new FrameReader(2 ** 20)
  wire.on('error', () => {})
  wire.on('data', (chunk: Buffer) => {
    reader.push(chunk, (frame) => {
      const { type } = openChildFrame(frame)
      const step = type === 'ready' || type === 'result' ? steps.shift() : undefined
      if (step) send(step)
    })
  })
  send({ type: 'hello', protocol: PROTOCOL_VERSION, build: '', maxMessageBytes: 2 ** 20 })
  send({ type: 'prepare', callId: 1, stays: true, announces: false })
}

function json(value: unknown): Payload {
  return { text: JSON.stringify(value), attachments: [] }
}

const TRAINING = `
const { readFileSync, writeFileSync } = require('node:fs')
const script = new (require('node:vm').Script)(readFileSync(0, 'latin1'), { filename: '${RUNTIME_NAME}' })
process.on('exit', () => writeFileSync(1, script.createCachedData()))
const setup = () => () => ({ add: (a, b) => a + b })
const { loadFile, main } = script.runInThisContext()
const load = () => {
  // There is no file, but the function is compiled.
  try { loadFile(module, 'none') } catch {}
  return { default: setup }
}
main({ buildId: '', labels: { ${LABEL}: load } })
`
