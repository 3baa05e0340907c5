// Hooks for Node without `module.registerHooks`. They run on a thread of their own, where there is time to wait.

import type { MessagePort } from 'node:worker_threads'

import { answer, type Answer, type Request } from './compiler.ts'
import { Program, toImportError, type ResolveContext } from './program.ts'

type Next<C, R> = (specifier: string, context: C) => Promise<R>

let program: Program
let watched: MessagePort

/** Called by Node, with what `module.register` was given. */
export function initialize(data: { watched: MessagePort }): void {
  program = new Program()
  watched = data.watched
}

export async function resolve<C extends ResolveContext, R>(
  specifier: string,
  context: C,
  next: Next<C, R>,
): Promise<R | object> {
  const wanted = program.toLink(specifier, context)
  if (!wanted) return next(...program.redirect(specifier, context))
  const linked = program.findLinked(wanted) ?? (await make(wanted))
  watched.postMessage(linked.inputs.map(([file]) => file))
  return program.resolved(linked)
}

export async function load<C, R>(url: string, context: C, next: Next<C, R>): Promise<R | object> {
  const wanted = program.toCompile(url)
  if (!wanted) return next(url, context)
  return program.loaded(wanted, program.findCompiled(wanted) ?? (await make(wanted)))
}

function make<R extends Request>(request: R): Promise<Answer<R>> {
  return answer(request).catch((error: unknown) => {
    throw toImportError(error)
  })
}
