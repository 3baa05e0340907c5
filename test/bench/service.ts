// What every candidate offers that stays, so that all are measured by the same code.

import { type Candidate, type Measure, oursIn } from './line.ts'
import type { Setting } from './setting.ts'

interface Closable {
  close: () => Promise<void>
}

/** A number of processes, or threads, that stay and add. */
export interface Adder extends Closable {
  add: (a: number, b: number) => Promise<number>
  /** Kills the process under the call. Threads do not offer it: it would be the end of the benchmark. */
  die?: () => Promise<void>
  /** Calls that may wait for their answer at a time, where nothing queues them. */
  maxWaiting?: number
}

/** One that gives back what it gets. */
export interface Echo extends Closable {
  echo: (value: unknown) => Promise<unknown>
}

/** One that counts for as long as somebody reads. */
export interface Counter extends Closable {
  count: (items: number) => AsyncIterable<number>
}

export type Start<Service> = (size: number) => Service | Promise<Service>

export interface ServiceCandidate<Service> extends Omit<Candidate, 'measure'> {
  start: Start<Service>
}

/** Starts all of them, has them used, and ends all of them, whatever happens. */
export async function withServices<Service extends Closable, T>(
  setting: Setting,
  size: number,
  candidates: readonly ServiceCandidate<Service>[],
  measureBy: (service: Service) => Measure,
  use: (candidates: Candidate[]) => Promise<T>,
): Promise<T> {
  const services: Service[] = []
  const started: Candidate[] = []
  try {
    for (const { start, ...candidate } of oursIn(setting, candidates)) {
      const service = await start(size)
      services.push(service)
      started.push({ ...candidate, measure: measureBy(service) })
    }
    return await use(started)
  } finally {
    await Promise.all(services.map((service) => service.close()))
  }
}
