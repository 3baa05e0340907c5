// Loads what is behind a worker or pool when there is one: a program that only runs tasks does without.
import { StartError } from './errors.ts'
import type { SiteFacts } from './site.ts'

/** @throws StartError if it cannot be read */
export async function loadPool(facts: SiteFacts): Promise<typeof import('./start-pool.ts')> {
  try {
    // Not a chunk of its own in webpack, whose ES modules would look for it at `publicPath`.
    return await import(/* webpackMode: "eager" */ './start-pool.ts')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new StartError(
      { ...facts, phase: 'queued', outcome: 'not-executed', cause },
      `the code for processes that stay could not be loaded (${code})`,
      'If its files are there and may be read, start the program again: Node 20 does not repeat an import that has failed.',
    )
  }
}
