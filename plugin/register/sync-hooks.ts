// Hooks for `module.registerHooks`: they run on the program's thread, for `import` and for `require`, and must
// have their answer at once. What no cache has is made by a thread that is waited for.

import { CompilerThread } from './compiler-thread.ts'
import { Program, type ResolveContext } from './program.ts'
import { reportWatched } from './watch.ts'

type Next<C, R> = (specifier: string, context: C) => R

export function createHooks(): object {
  const program = new Program()
  const thread = new CompilerThread()
  return {
    resolve<C extends ResolveContext, R>(
      specifier: string,
      context: C,
      next: Next<C, R>,
    ): R | object {
      const wanted = program.toLink(specifier, context)
      if (!wanted) return next(...program.redirect(specifier, context))
      const linked = program.findLinked(wanted) ?? thread.ask(wanted)
      reportWatched(linked.inputs.map(([file]) => file))
      return program.resolved(linked)
    },
    load<C, R>(url: string, context: C, next: Next<C, R>): R | object {
      const wanted = program.toCompile(url)
      if (!wanted) return next(url, context)
      return program.loaded(wanted, program.findCompiled(wanted) ?? thread.ask(wanted))
    },
  }
}
