import { task } from 'verdigris'

enum Level {
  Low = 1,
  High = Low << 2,
}
enum Level {
  Extreme = 9,
}
const enum Flag {
  On = 'on',
}
namespace Level {
  export const names = () => Object.keys(Level).filter((key) => key.length > 2)
}
function shape() {
  return shape.kind
}
namespace shape {
  export const kind = `${Flag.On}`
}

export const run = () => task('merged', () => [Level.High, Level[9], Level.Extreme, Flag.On, shape(), Level.names()])
