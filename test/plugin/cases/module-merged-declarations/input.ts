import { task } from 'verdigris'

function area(side: number): number
function area(width: number, height: number): number
function area(width: number, height = width) {
  return width * height
}
namespace area {
  export const unit = 'm2'
}
interface Point { x: number }
class Point {
  x = 1
}
type Alias = Point
const Alias = 5

export const run = () => task('merged', () => [area(2), area.unit, new Point().x, Alias] as [number, string, number, Alias | number])
