import { task } from 'verdigris'

export function run() {
  function count() {
    return arguments.length
  }
  function Point(this: { x: number }, x: number) {
    this.x = new.target ? x : 0
  }
  const object = {
    x: 1,
    read() {
      return this.x
    },
  }
  function call(value: { x: number }) {
    return object.read.call(value)
  }
  const { x } = object
  void call
  return task('own', () => [(count as (...all: number[]) => number)(1, 2), Reflect.construct(Point, [4]).x, x])
}
