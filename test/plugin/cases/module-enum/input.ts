import { task } from 'verdigris'

enum Level { Low = 1, High = Low + 4 }
enum Level { Top = 9 }
export const enum Mode { Fast = 'fast' }

export const run = () => task('enum', () => [Level.High, Level.Top, Level[1], Mode.Fast])
