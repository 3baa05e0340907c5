// `node --import verdigris/register app.ts`: compiles what the program imports, as it is imported. No bundler.

import module from 'node:module'
import { MessageChannel } from 'node:worker_threads'

import { LABEL_VARIABLE } from '../../src/wire/environment.ts'
import { reportWatched } from './watch.ts'

// A child runs code that is compiled already. It comes here by NODE_OPTIONS only.
if (process.env[LABEL_VARIABLE] === undefined) await install()

async function install(): Promise<void> {
  showSources()
  const { registerHooks } = module as Partial<SynchronousHooks>
  if (registerHooks) {
    const { createHooks } = await import('./hooks.ts')
    registerHooks(createHooks({ seeRequire: true, onLinked: reportWatched }))
    return
  }
  const { port1, port2 } = new MessageChannel()
  port1.on('message', reportWatched)
  port1.unref()
  const hooks = import.meta.url.replace(/index(?=\.[jt]s$)/, 'hooks-thread')
  module.register(hooks, { data: { watched: port2 }, transferList: [port2] })
}

/** Node 22.15 and 23.5: hooks on the program's own thread, which are told of every `require` as well. */
interface SynchronousHooks {
  registerHooks: (hooks: object) => void
}

/** Makes stack traces name the sources. Not those of packages, whose maps nobody asked to be read. */
function showSources(): void {
  const { setSourceMapsSupport } = module as Partial<SourceMapsSupport>
  if (setSourceMapsSupport) setSourceMapsSupport(true, { nodeModules: false })
  else process.setSourceMapsEnabled(true)
}

/** Node 22.14 and 23.7. */
interface SourceMapsSupport {
  setSourceMapsSupport: (isEnabled: boolean, options: { nodeModules: boolean }) => void
}
