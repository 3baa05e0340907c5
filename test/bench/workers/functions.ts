// What the workers run. tinypool, piscina and jest-worker load this file itself.

export function add(a: number, b: number): number {
  return a + b
}

/** For libraries that pass one argument. */
export function addPair([a, b]: [number, number]): number {
  return a + b
}

export function echo(value: unknown): unknown {
  return value
}

/** As hard as a process can die, and the same for all. */
export function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
