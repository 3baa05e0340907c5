import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

function area(side: number): number
function area(width: number, height: number): number
function area(width: number, height = width) {
  return width * height
}
namespace area {
  export const unit = 'm2'
}
interface Point { x: number }
type Alias = Point
const Alias = 5

export const run = () => task(__verdigris_site('merged', 'input.ts:18:26', __verdigris_bundle), () => ({}))
