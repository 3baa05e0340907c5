// ES modules of a worker bundle that is part of the program's file. They are on no disk, so Node's loader is given
// them, under the URL that each would have: what they import is found from there.
import type { InlineFiles } from '../wire/inline.ts'
import { node } from '../wire/node.ts'
import type { WorkerModule } from './worker-module.ts'

/** Imports the file `name` of the bundle. */
export async function importInline(inline: InlineFiles, name: string): Promise<WorkerModule> {
  const url = node.url.pathToFileURL(node.path.join(inline.directory, name)).href
  const source = inline.read(name)
  const { registerHooks, register } = node.module as typeof node.module & Partial<SyncHooks>
  if (registerHooks) registerHooks(hooksFor(url, source))
  else register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: [url, source] })
  return (await import(url)) as WorkerModule
}

/** Before Node 22.15 hooks run on a thread of their own, so they come as text. */
const HOOKS = `
let hooks
export const initialize = ([url, source]) => { hooks = (${hooksFor.toString()})(url, source) }
export const resolve = (...args) => hooks.resolve(...args)
export const load = (...args) => hooks.load(...args)
`

function hooksFor(url: string, source: string | undefined): Hooks {
  return {
    resolve: (specifier, context, next) =>
      specifier === url ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (wanted, context, next) =>
      wanted === url ? { format: 'module', source, shortCircuit: true } : next(wanted, context),
  }
}

interface Hooks {
  resolve: Hook
  load: Hook
}

type Hook = (
  name: string,
  context: unknown,
  next: (name: string, context: unknown) => unknown,
) => unknown

interface SyncHooks {
  registerHooks: (hooks: Hooks) => unknown
}
