let cached: string | undefined
function load() {
  return (cached ??= 'loaded'.toUpperCase())
}
var times = 1
let never = 2
export default () => () => [load(), load(), times, never]
