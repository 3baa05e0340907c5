// A task, a worker and a pool, for those who look on.
import { pool, type PoolOptions, task, type TaskOptions, worker } from 'verdigris'

export function double(n: number, options: TaskOptions = {}) {
  return task('double', options, () => n * 2)
}

export function throwError() {
  return task('traced-throw', () => {
    throw new RangeError('thrown')
  })
}

export function numbers(end: number) {
  return task('traced-numbers', function* () {
    for (let number = 0; number < end; number++) yield number
  })
}

export function shared(options: PoolOptions) {
  return pool(options)
}

export function service() {
  return worker('service', () => ({
    double: (n: number) => n * 2,
    fail(): void {
      throw new RangeError('failed')
    },
    crash: () => process.kill(process.pid, 'SIGKILL'),
    print: () => console.error('a line'),
    sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
    *numbers(end: number) {
      for (let number = 0; number < end; number++) yield number
    },
  }))
}

export function crew(options: PoolOptions) {
  return pool('traced-crew', options, () => (ms: number) => {
    return new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms))
  })
}
