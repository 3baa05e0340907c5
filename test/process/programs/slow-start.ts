// A closure that needs something which takes long to load.
import { task } from 'verdigris'

function block(ms: number): string {
  const end = performance.now() + ms
  while (performance.now() < end);
  return 'ready'
}

const STATE = block(1500)

export function afterSlowStart() {
  return task('after-slow-start', { timeout: 1000 }, () => STATE)
}
