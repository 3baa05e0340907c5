import { task } from 'verdigris'

export function run() {
  type Size = number
  interface Shape {
    size: Size
  }
  function sizeOf(shape: Shape): Size
  function sizeOf(size: Size): Size
  function sizeOf(value: Shape | Size): Size {
    return typeof value === 'number' ? value : value.size
  }
  enum Level {
    Low = 1,
    High = 2,
  }
  const levelOf = (shape: Shape) => Level[sizeOf(shape)]
  return task('overloads', () => [sizeOf(1), sizeOf({ size: 2 }), levelOf({ size: 1 })])
}
