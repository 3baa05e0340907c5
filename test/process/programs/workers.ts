// Workers and pools, one function for each kind of behaviour that the tests ask for.
import { type PoolOptions, pool, worker, type WorkerOptions } from 'verdigris'

/** A counter with everything that a worker may have. */
export function counter(options: WorkerOptions = {}, start = 0) {
  return worker('counter', options, async () => {
    await Promise.resolve()
    let count = start
    return {
      add(by: number) {
        count += by
        return count
      },
      pid: () => process.pid,
      crash: () => process.kill(process.pid, 'SIGKILL'),
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      spin() {
        for (;;);
      },
      fail(message: string) {
        throw new RangeError(message)
      },
      *numbers(end: number) {
        for (let number = 0; number < end; number++) yield number
      },
    }
  })
}
