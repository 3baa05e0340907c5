// `supervise`: several workers and pools that stand and fall together, by the rules of Erlang/OTP's `supervisor`.
import type { Handle, Supervisor } from './handles.ts'
import { resolveSuperviseOptions, type SuperviseOptions } from './options.ts'

type Factory = () => Promise<Handle> | Handle
type HandlesOf<Factories extends readonly Factory[]> = {
  -readonly [Index in keyof Factories]: Awaited<ReturnType<Factories[Index]>>
}

/**
 * Starts workers and pools from left to right, and keeps them: when a worker crashes, or a pool more often than
 * its own `restart` allows, it is restarted, and with it, by `strategy`, none, all of the others or those after
 * it. They are ended from right to left and started again from left to right. A restart beyond `intensity`
 * within `period` ends them all: their calls reject with a `RestartLimitError`.
 *
 * The handles stay the same; calls that are made meanwhile wait. The option `restart` of a supervised worker is
 * not used.
 *
 * @param children functions that start one each
 * @returns when all have started
 * @throws what the first child rejects with that does not start; those before it are closed
 * @throws {OptionError} `ERR_OPTION`
 * @example
 * await using app = await supervise({ strategy: 'rest-for-one' }, [
 *   () => worker('db', () => openDatabase()),
 *   () => pool('search', { size: 2 }, () => openIndex()),
 * ])
 * const [db, search] = app.children
 */
export async function supervise<const Factories extends readonly Factory[]>(
  options: SuperviseOptions,
  children: Factories,
): Promise<Supervisor<HandlesOf<Factories>>> {
  const resolved = resolveSuperviseOptions(options)
  // Not a chunk of its own in webpack, see `startHandle`.
  const { startSupervisor } = await import(/* webpackMode: "eager" */ './start-supervisor.ts')
  return startSupervisor<HandlesOf<Factories>>(resolved, children)
}
