// The application of the one-shot measurement.

import { task } from 'verdigris'

export function runTask(): Promise<number> {
  return task('pid', () => process.pid)
}
