import { task } from 'verdigris'

let cached: string | undefined
function load() {
  return (cached ??= 'loaded'.toUpperCase())
}
var times = 1
let never = 2

export const run = () => task('singleton', () => [load(), load(), times, never])
