import * as v from 'verdigris'
import { CrashError, task } from 'verdigris'

export async function run() {
  try {
    return await task('other', () => new CrashError('x') instanceof Error)
  } catch (error) {
    return error instanceof v.CrashError
  }
}
