// The two hooks. They have their answer at once: what no cache has is made by a thread that is waited for. Only
// what they leave to Node may be a promise, where Node runs them on a thread of their own.

import { CompilerError, CompilerThread } from './compiler-thread.ts'
import type { Answer, Request } from './compiler.ts'
import { Program, refuseToRequire, type ResolveContext } from './program.ts'
import { BUNDLE_NAME, type LinkedFile } from './store.ts'

export interface Hooks {
  resolve: <C extends ResolveContext, R>(
    specifier: string,
    context: C,
    next: Next<C, R>,
  ) => R | object
  load: <C extends LoadContext, R>(url: string, context: C, next: Next<C, R>) => R | object
}

interface LoadContext {
  conditions?: readonly string[]
}

type Next<C, R> = (specifier: string, context: C) => R

export interface HooksOptions {
  /** Whether `require` asks these hooks: not where they have a thread of their own. */
  seeRequire: boolean
  /** Told of files that Node does not load and a change of which makes the program another. */
  onLinked: (files: readonly string[]) => void
}

export function createHooks({ seeRequire, onLinked }: HooksOptions): Hooks {
  const program = new Program()
  const thread = new CompilerThread()

  function make<R extends Request>(request: R): Answer<R> {
    try {
      return thread.ask(request)
    } catch (error) {
      if (!(error instanceof CompilerError)) throw error
      onLinked([request.file, ...error.inputs])
      throw error.cause
    }
  }

  function link(file: string): LinkedFile {
    const wanted = program.toLink(file)
    const linked = program.findLinked(wanted) ?? make(wanted)
    onLinked(linked.inputs.map(([input]) => input))
    return linked
  }

  return {
    resolve(specifier, context, next) {
      const file = program.bundleOwner(specifier, context)
      if (file !== undefined) return program.resolved(link(file))
      return next(...program.redirect(specifier, context))
    },
    load(url, context, next) {
      const wanted = program.toCompile(url)
      if (!wanted) return next(url, context)
      const compiled = program.findCompiled(wanted) ?? make(wanted)
      const loaded = program.loaded(wanted, compiled)
      if (loaded.format === 'module') return loaded
      if (!seeRequire) {
        refuseToRequire(wanted.file, loaded)
        const source = loaded.source.replace(BUNDLE_STRING, () => quote(link(wanted.file).module))
        return { ...loaded, source: withOwnRequire(source) }
      }
      const isImported = !context.conditions?.includes('require')
      if (!isImported || !REPLACES_REQUIRE) return loaded
      return { ...loaded, source: withOwnRequire(loaded.source) }
    },
  }
}

const BUNDLE_STRING = new RegExp(`"${BUNDLE_NAME}[^"]*"`)

function quote(text: string): string {
  return JSON.stringify(text)
}

// Before Node 24, CommonJS with a source from a hook that is imported (the program's first file is) gets
// another `require`, which finds only what is on disk and cannot load ES modules.
const REPLACES_REQUIRE = Number.parseInt(process.versions.node) < 24
const OWN_REQUIRE =
  `;((main) => { require = process.getBuiltinModule('node:module').createRequire(__filename); ` +
  `require.main = main })(require.main);`

/** On the first line, behind what has to be first. */
function withOwnRequire(source: string): string {
  return source.replace(/^(#!.*\n)?\s*(["']use strict["'])?/, (start) => start + OWN_REQUIRE)
}
