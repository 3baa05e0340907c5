import { task } from 'verdigris'

function read(from: string): string
function read(from: number): number
function read(from: string | number) {
  return from
}
abstract class Base {
  abstract size(): number
  size2(): number
  size2(factor?: number): number {
    return this.size() * (factor ?? 2)
  }
}
class Impl extends Base {
  size() {
    return 4
  }
}

export const run = () => task('overloads', () => [read('a'), read(1), new Impl().size2()])
