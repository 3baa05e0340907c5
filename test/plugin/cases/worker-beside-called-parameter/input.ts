import { task, worker } from 'verdigris'

// What the parameter is called for is no handle, though the function that has it returns one.
export function open(measure: () => number) {
  const size = measure()
  void task('size', () => size * 2)
  return worker('sized', () => (value: number) => value * size)
}
