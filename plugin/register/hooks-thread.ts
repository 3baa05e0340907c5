// The hooks as Node wants them without `module.registerHooks`: the exports of a module that it loads on a thread
// of its own.

import type { MessagePort } from 'node:worker_threads'

import { createHooks, type Hooks } from './hooks.ts'

let hooks: Hooks

/** Called by Node, with what `module.register` was given. */
export function initialize({ watched }: { watched: MessagePort }): void {
  hooks = createHooks({ seeRequire: false, onLinked: (files) => watched.postMessage(files) })
}

export const resolve: Hooks['resolve'] = (...args) => hooks.resolve(...args)

export const load: Hooks['load'] = (...args) => hooks.load(...args)
