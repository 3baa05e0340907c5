// The last line of a run in one plain sentence, for programs that read logs: `tests: 12 passed, 0 failed`.

import type { Reporter, TestModule } from 'vitest/node'

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      // A file that could not be loaded has no tests to fail.
      if (module.state() === 'failed' && module.children.size === 0) counts.failed += 1
      for (const test of module.children.allTests()) counts[test.result().state] += 1
    }
    const { passed, failed, skipped, pending } = counts
    // After the summary of the default reporter, which is written at the same moment.
    process.once('exit', () => {
      console.log(`tests: ${passed} passed, ${failed + pending} failed, ${skipped} skipped`)
    })
  }
}
