// What every candidate offers that stays, so that all are measured by the same code.

import type { Candidate, Measure } from './line.ts'

/** A number of processes, or threads, that stay and add. */
export interface Service {
  add: (a: number, b: number) => Promise<number>
  /** Kills the process under the call. Threads do not offer it: it would be the end of the benchmark. */
  die?: () => Promise<void>
  close: () => Promise<void>
  /** Calls that may wait for their answer at a time, where nothing queues them. */
  maxWaiting?: number
}

export type StartService = (size: number) => Service | Promise<Service>

export interface ServiceCandidate extends Omit<Candidate, 'measure'> {
  start: StartService
}

/** Starts all of them, has them used, and ends all of them, whatever happens. */
export async function withServices<T>(
  size: number,
  candidates: readonly ServiceCandidate[],
  measureBy: (service: Service) => Measure,
  use: (candidates: Candidate[]) => Promise<T>,
): Promise<T> {
  const services: Service[] = []
  const started: Candidate[] = []
  try {
    for (const { start, ...candidate } of candidates) {
      const service = await start(size)
      services.push(service)
      started.push({ ...candidate, measure: measureBy(service) })
    }
    return await use(started)
  } finally {
    await Promise.all(services.map((service) => service.close()))
  }
}
