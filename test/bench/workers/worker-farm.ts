// A worker of worker-farm, which wants callbacks.

import * as functions from './functions.ts'

type Answer<T> = (error: Error | null, value: T) => void

export function add(a: number, b: number, answer: Answer<number>): void {
  answer(null, functions.add(a, b))
}

export function echo(value: unknown, answer: Answer<unknown>): void {
  answer(null, functions.echo(value))
}

export { die } from './functions.ts'
