import { CrashError } from 'verdigris'
export default () => () => new CrashError('x') instanceof Error
