function area(side: number): number
function area(width: number, height: number): number
function area(width: number, height = width) {
  return width * height
}
namespace area {
  export const unit = 'm2'
}
class Point {
  x = 1
}
const Alias = 5
export default () => () => [area(2), area.unit, new Point().x, Alias] as [number, string, number, Alias | number]
