enum Level { Low = 1, High = Low + 4 }
enum Level { Top = 9 }
const enum Mode { Fast = 'fast' }
export default () => () => [Level.High, Level.Top, Level[1], Mode.Fast]
