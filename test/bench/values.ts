// Values there and back on a warm worker: bytes, many records, and a small value of each type that can cross.

import { isDeepStrictEqual } from 'node:util'
import { deserialize, serialize } from 'node:v8'

import { type Line, measureLine, NoFigure, type Rounds, type Unit } from './line.ts'
import {
  jestWorker,
  poolifierOnCluster,
  tinypoolOnProcesses,
  workerFarm,
  workerpoolOnProcesses,
} from './peers/pools.ts'
import { forkEcho, threadEcho } from './peers/raw.ts'
import { wireEcho } from './peers/wire.ts'
import { type Echo, type ServiceCandidate, withServices } from './service.ts'
import type { Setting } from './setting.ts'
import { timeCalls } from './tiny-call.ts'

export const MIB = 1024 * 1024

const BYTES_ROUNDS = { warmUp: 1, counted: 5 }
const SIZES_MIB = [1, 16, 128]
const QUICK_SIZES_MIB = [1, 16]
/** A measurement moves at least so much. */
const LEAST_MIB = 16
const BYTES_AIM = 3
const WIRE_AIM = 0.7

export async function measureBytes(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const aim = { ratio: BYTES_AIM }
  const lines: Line[] = []
  for (const size of setting.isQuick ? QUICK_SIZES_MIB : SIZES_MIB) {
    const times = Math.ceil(LEAST_MIB / size)
    lines.push(
      await measureEcho(
        setting,
        `${size} MiB there and back, both ways counted`,
        'MiB/s',
        BYTES_ROUNDS,
        new Uint8Array(size * MIB).fill(1),
        async (echo) => ((2 * size * times) / (await timeInTurn(echo, times))) * 1_000,
        [
          { what: 'verdigris worker', isOurs: true, start: () => app.startEcho() },
          { what: 'bytes on fd 3', aim: { ratio: WIRE_AIM }, start: wireEcho(workers) },
          ...processes(workers).map((peer) => ({ ...peer, aim })),
          { what: 'worker_threads, copied', start: threadEcho(workers) },
        ],
      ),
    )
  }
  return lines
}

// To look at what comes back has been a round before the first.
const RECORD_ROUNDS = { warmUp: 1, counted: 7 }
const RECORDS = 50_000
const RECORDS_AIM = 0.9

export async function measureRecords(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    id: index,
    name: `record ${index}`,
    at: new Date(1_700_000_000_000 + index),
    sizes: new Map([
      ['width', index],
      ['height', index + 1],
    ]),
  }))
  const line = await measureEcho(
    setting,
    '50,000 records with a Date and a Map there and back',
    'ms',
    RECORD_ROUNDS,
    records,
    (echo) => timeInTurn(echo, 1),
    [
      { what: 'verdigris worker', isOurs: true, start: () => app.startEcho() },
      ...processes(workers).map((peer) =>
        peer.what.startsWith('jest-worker') ? { ...peer, aim: { ratio: RECORDS_AIM } } : peer,
      ),
      { what: 'worker_threads, copied', start: threadEcho(workers) },
      { what: 'v8.serialize and v8.deserialize, twice', start: serializeTwice },
    ],
  )
  return [line]
}

/** Nobody is there: what any two processes do that send what V8 writes. */
function serializeTwice(): Echo {
  return {
    echo: async (value) => deserialize(serialize(deserialize(serialize(value)))) as unknown,
    close: async () => {},
  }
}

// As many calls first as with tiny calls, for the same reason.
const TYPE_ROUNDS = { warmUp: 20, counted: 7 }
const CALLS = 300
const TYPE_AIM = 1
const typeToValue: Readonly<Record<string, unknown>> = {
  number: 42.5,
  string: 'copper and verdigris',
  bigint: 2n ** 70n,
  Date: new Date(0),
  RegExp: /^verdi(?<colour>gris)$/gu,
  URL: new URL('file:///app/src/main.ts?line=1#top'),
  Map: new Map([
    ['width', 640],
    ['height', 480],
  ]),
  Set: new Set(['copper', 'tin', 'zinc']),
  Error: new Error('the metal has gone green'),
  'typed array': Float64Array.of(1.5, 2.5, 3.5, 4.5),
  Buffer: Buffer.from('sixteen bytes, or'),
  'nested object': { id: 7, user: { name: 'Ada', tags: ['a', 'b'], at: { x: 1, y: [2, 3] } } },
}

export async function measureTypes(setting: Setting): Promise<Line[]> {
  const { app, workers } = setting
  const lines: Line[] = []
  for (const [type, value] of Object.entries(typeToValue)) {
    lines.push(
      await measureEcho(
        setting,
        `a small value there and back: ${type}`,
        'us',
        TYPE_ROUNDS,
        value,
        (echo) => timeCalls(echo, CALLS),
        [
          { what: 'verdigris worker', isOurs: true, start: () => app.startEcho() },
          { what: 'fork, advanced', aim: { ratio: TYPE_AIM }, start: forkEcho(workers) },
        ],
      ),
    )
  }
  return lines
}

/** Those that can send bytes between processes as what they are. */
function processes(workers: string): ServiceCandidate<Echo>[] {
  return [
    { what: 'fork, advanced', start: forkEcho(workers) },
    { what: 'tinypool, processes, advanced', start: tinypoolOnProcesses('advanced', workers) },
    { what: 'workerpool, processes, advanced', start: workerpoolOnProcesses('advanced', workers) },
    { what: 'jest-worker, processes, advanced', start: jestWorker('advanced', workers) },
    { what: 'worker-farm, advanced', start: workerFarm('advanced', workers) },
    { what: 'poolifier, cluster, advanced', start: poolifierOnCluster('advanced', workers) },
  ]
}

/** What is sent is the same for all. Who does not give it back as it was has no figure. */
async function measureEcho(
  setting: Setting,
  name: string,
  unit: Unit,
  rounds: Rounds,
  value: unknown,
  measure: (echo: () => Promise<unknown>) => Promise<number>,
  candidates: readonly ServiceCandidate<Echo>[],
): Promise<Line> {
  return await withServices(
    setting,
    1,
    candidates,
    ({ echo }) => {
      let isKept: boolean | undefined
      return async () => {
        isKept ??= isDeepStrictEqual(await echo(value), value)
        if (!isKept) throw new NoFigure('loses it')
        return await measure(() => echo(value))
      }
    },
    (measured) => measureLine(setting, name, unit, rounds, measured),
  )
}

async function timeInTurn(call: () => Promise<unknown>, times: number): Promise<number> {
  const startedAt = performance.now()
  for (let time = 0; time < times; time++) await call()
  return performance.now() - startedAt
}
