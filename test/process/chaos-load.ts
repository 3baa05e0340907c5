// Calls of every kind, one after the other: what a busy program does, and how it knows that an answer is right.
import type { CallOptions } from 'verdigris'
import { type Method, WAYS_TO_DIE, type WayToDie } from './chaos-api.ts'
import { type CallRecord, type Ledger, type Target } from './chaos-ledger.ts'
import { sleep, watchSignal } from './chaos-leaks.ts'
import type { Random } from './chaos-random.ts'

/** A target, and how it is called. */
export interface CallableTarget extends Target {
  readonly call: (method: Method, args: unknown[], options: CallOptions) => Answer
  /** Calls `item` for each of these. */
  readonly map?: (items: Iterable<unknown>, options: object) => AsyncIterable<unknown>
}

/** A promise of a value, or of a stream. */
type Answer = PromiseLike<unknown>

interface Item {
  id: number
  i: number
  bytes: Uint8Array
}

type Settled = { status: 'fulfilled'; value: unknown } | { status: 'rejected'; reason: unknown }

/** How a call is made, and what its value must be. */
interface Plan {
  method: Method
  args: unknown[]
  /** What is wrong with its value. */
  check?: (value: Record<string, unknown>) => string | undefined
  /** It is a generator with so many items of so many bytes. */
  stream?: { end: number; bytes: number }
  timeoutMs?: number
  isRefused?: boolean
}

// Every call has a limit: a process that was stopped can be told from one that works by nothing else.
const LEAST_TIMEOUT_MS = 300
const MOST_TIMEOUT_MS = 2_500

/** Makes call after call until it is told to stop. */
export async function load(
  ledger: Ledger,
  target: CallableTarget,
  random: Random,
  shared: AbortSignal,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    if (target.map !== undefined && random.chance(0.01)) await makeMap(ledger, target, random)
    else await makeCall(ledger, target, random, planCall(random), shared)
    // When nothing is taken any more, calls reject at once.
    await sleep(random.chance(0.2) ? random.between(0, 20) : random.between(0, 2))
  }
}

/** Makes a call that ends its process, now or later. */
export async function sabotage(
  ledger: Ledger,
  target: CallableTarget,
  random: Random,
  shared: AbortSignal,
): Promise<void> {
  await makeCall(ledger, target, random, planDeath(random), shared)
}

export function wayOf(random: Random): WayToDie {
  return random.pick(WAYS_TO_DIE)
}

function planCall(random: Random): Plan {
  const kind = random.between(0, 99)
  if (kind < 45) {
    const [a, b] = [random.between(0, 1e6), random.between(0, 1e6)]
    return { method: 'sum', args: [a, b], check: (value) => differs(value['sum'], a + b) }
  }
  if (kind < 58) {
    const bytes = new Uint8Array(
      random.chance(0.1) ? random.between(1e6, 4e6) : random.between(0, 1e5),
    ).fill(random.between(0, 255))
    return { method: 'invert', args: [bytes], check: (value) => checkInverted(value, bytes) }
  }
  if (kind < 68) return { method: 'sleep', args: [random.between(0, 60)] }
  if (kind < 73) return { method: 'fail', args: [] }
  if (kind < 75) return { method: 'unsendable', args: [] }
  if (kind < 76) return { method: 'sum', args: [() => {}, 1], isRefused: true }
  if (kind < 77) return { method: 'spin', args: [], timeoutMs: 80 }
  if (kind < 78) return { method: 'stall', args: [], timeoutMs: 150 }
  if (kind < 92) {
    const end = random.between(0, 60)
    const bytes = random.chance(0.1) ? random.between(1e4, 3e5) : random.between(0, 100)
    return { method: 'count', args: [end, bytes], stream: { end, bytes } }
  }
  const end = random.between(0, 10)
  return {
    method: 'countSlowly',
    args: [end, random.between(0, 20)],
    stream: { end, bytes: 0 },
  }
}

function planDeath(random: Random): Plan {
  const way = wayOf(random)
  switch (random.between(0, 2)) {
    case 0:
      return { method: 'die', args: [way] }
    case 1:
      return { method: 'dieLater', args: [way, random.between(0, 100)] }
    default: {
      const end = random.between(0, 40)
      return { method: 'countAndDie', args: [end, way], stream: { end, bytes: 0 } }
    }
  }
}

async function makeCall(
  ledger: Ledger,
  target: CallableTarget,
  random: Random,
  plan: Plan,
  shared: AbortSignal,
): Promise<void> {
  const { method, args, stream } = plan
  const { signal, abort } = chooseSignal(random, shared)
  const isRefused = plan.isRefused === true || signal?.aborted === true
  const timeoutMs = plan.timeoutMs ?? random.between(LEAST_TIMEOUT_MS, MOST_TIMEOUT_MS)
  const retries = random.chance(0.3) ? random.between(1, 3) : 0
  const record = ledger.enter({ target, method, timeoutMs, retries, signal, isRefused })
  const options: CallOptions = {
    timeout: timeoutMs,
    retries,
    backoff: () => {
      record.repeats++
      target.calls++
      target.failed++
      return random.between(0, 50)
    },
    ...(signal && { signal }),
  }
  // What cannot be sent does not get as far as the handle.
  const counts = plan.isRefused === true ? 0 : 1
  target.calls += counts
  record.step = 'called'
  let value: unknown
  try {
    const answer = target.call(method, [record.id, ...args], options)
    abort()
    value = await answer
  } catch (error) {
    target.failed += counts
    if (record.repeats > 0 && signal?.aborted === true) target.doubtful++
    return ledger.rejected(record, error)
  }
  if (stream === undefined) {
    const { id } = value as { id: unknown }
    return ledger.gave(record, differs(id, record.id) ?? plan.check?.(value as never))
  }
  record.isStream = true
  record.step = 'streams'
  try {
    ledger.gave(record, await readStream(record, value as AsyncIterable<Item>, random, stream))
  } catch (error) {
    ledger.rejected(record, error)
  }
}

/** Reads as fast as it can, or slowly, or not to the end. Gives what was wrong with it. */
async function readStream(
  record: CallRecord,
  stream: AsyncIterable<Item>,
  random: Random,
  { end, bytes }: { end: number; bytes: number },
): Promise<string | undefined> {
  const last = random.chance(0.2) ? random.between(0, 5) : Infinity
  const pauseMs = random.chance(0.2) ? random.between(0, 10) : undefined
  let expected = 0
  for await (const item of stream) {
    record.step = `has read ${expected} items`
    if (item.id !== record.id || item.i !== expected || item.bytes.byteLength !== bytes) {
      return `item ${item.i} of call ${item.id} as its item ${expected}`
    }
    if (bytes > 0 && item.bytes[bytes - 1] !== item.i) return `wrong bytes in item ${expected}`
    if (expected === last) {
      record.step = 'stops its stream'
      return undefined
    }
    expected++
    if (pauseMs !== undefined) await sleep(pauseMs)
  }
  return expected === end ? undefined : `${expected} items rather than ${end}`
}

async function makeMap(ledger: Ledger, target: CallableTarget, random: Random): Promise<void> {
  const timeoutMs = random.between(LEAST_TIMEOUT_MS, MOST_TIMEOUT_MS)
  const records: CallRecord[] = []
  const facts = { target, method: 'item', timeoutMs, retries: 0, signal: undefined }
  function* items(): Generator<{ id: number; a: number; fails: boolean }> {
    for (let a = random.between(0, 40); a > 0; a--) {
      const record = ledger.enter({ ...facts, isRefused: false })
      record.step = 'is mapped'
      records.push(record)
      target.calls++
      yield { id: record.id, a, fails: random.chance(0.05) }
    }
  }
  const options = {
    method: 'item',
    settle: true,
    timeout: timeoutMs,
    concurrency: random.between(1, 6),
  }
  let read = 0
  for await (const outcome of target.map?.(items(), options) ?? []) {
    const record = records[read++] as CallRecord
    const settled = outcome as Settled
    if (settled.status === 'rejected') {
      target.failed++
      ledger.rejected(record, settled.reason)
    } else {
      ledger.gave(record, differs((settled.value as { id: unknown }).id, record.id))
    }
  }
  if (read !== records.length) ledger.violate(`map gave ${read} of ${records.length} results`)
}

function chooseSignal(
  random: Random,
  shared: AbortSignal,
): { signal?: AbortSignal; abort: () => void } {
  const kind = random.between(0, 99)
  if (kind < 8) {
    const controller = new AbortController()
    const ms = random.between(0, 80)
    return {
      signal: watchSignal(controller.signal),
      abort: () => void sleep(ms).then(() => controller.abort()),
    }
  }
  if (kind < 15) return { signal: shared, abort: () => {} }
  if (kind < 16) return { signal: watchSignal(AbortSignal.abort()), abort: () => {} }
  return { abort: () => {} }
}

function checkInverted(value: Record<string, unknown>, sent: Uint8Array): string | undefined {
  const expected = Buffer.alloc(sent.byteLength, (sent[0] ?? 0) ^ 0xff)
  return expected.equals(value['bytes'] as Uint8Array) ? undefined : 'other bytes'
}

function differs(actual: unknown, expected: unknown): string | undefined {
  return actual === expected ? undefined : `${String(actual)} rather than ${String(expected)}`
}
