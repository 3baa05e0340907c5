// `closeAll`: for servers that drain before they end.
import type { CloseOptions } from './handles.ts'
import { resolveCloseOptions } from './options.ts'
import { closeOpen } from './pool/open-pools.ts'
import { dismissSpares } from './task.ts'

/**
 * Closes every worker and pool that is open, as their `close()` does: no new calls, those that were taken are
 * finished, what the setups made is disposed of. Resolves when all processes are gone. Spares of tasks are ended too.
 *
 * @param options `timeout`: milliseconds after which what is left is killed; by default there is no limit
 * @throws the first error that a disposal threw, when everything is closed
 * @throws {OptionError} `ERR_OPTION`
 * @example
 * process.once('SIGTERM', async () => {
 *   await server.close()
 *   await closeAll({ timeout: 10_000 })
 * })
 */
export async function closeAll(options: CloseOptions = {}): Promise<void> {
  dismissSpares()
  await closeOpen(resolveCloseOptions(options, { kind: 'pool', label: '', callSite: '' }))
}
