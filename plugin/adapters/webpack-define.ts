// What webpack's and Rspack's DefinePlugin puts into the program after all loaders, in the words of esbuild,
// which links.

import type { BuildOptions } from 'esbuild'
import type { Compilation, Compiler } from 'webpack'

import { toDefine } from './link-options.ts'

/** The definitions of all DefinePlugins of a build, whoever applied them. */
export async function definesOf(
  compiler: Compiler,
  compilation: Compilation,
): Promise<BuildOptions> {
  const definitions = await resolveAll(listDefinitions(compiler, compilation))
  const defines: Record<string, string> = {}
  for (const [name, value] of Object.entries(definitions)) addDefine(defines, name, value)
  return toDefine(defines)
}

function listDefinitions(compiler: Compiler, compilation: Compilation): Record<string, unknown> {
  const { __internal__builtinPlugins: plugins } = compiler as Compiler & {
    __internal__builtinPlugins?: readonly { name: string; options: object }[]
  }
  if (plugins) {
    const defines = plugins.filter(({ name }) => name === 'DefinePlugin')
    return Object.assign({}, ...defines.map(({ options }) => options)) as Record<string, unknown>
  }
  const hooks = compiler.webpack.DefinePlugin.getCompilationHooks(compilation)
  return hooks.definitions.call({})
}

/** `DefinePlugin.runtimeValue(...)`. */
interface RuntimeValue {
  fn: (context: { key: string; version: undefined; module: undefined }) => unknown
}

async function resolveAll(definitions: Record<string, unknown>): Promise<Record<string, unknown>> {
  const entries = Object.entries(definitions).map(async ([key, value]) => {
    const isRuntime = typeof value === 'object' && value !== null && 'fn' in value
    const context = { key, version: undefined, module: undefined }
    return [key, isRuntime ? await (value as RuntimeValue).fn(context) : value] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u

/** An object defines its members, and a name for all of them together. */
function addDefine(defines: Record<string, string>, name: string, value: unknown): void {
  // `typeof NAME` and the like, which esbuild cannot replace.
  if (!NAME.test(name)) return
  defines[name] = toCode(value)
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return
  for (const [key, member] of Object.entries(value)) addDefine(defines, `${name}.${key}`, member)
}

/** Strings are code. */
function toCode(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `(${String(value)})`
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return `[${value.map(toCode).join(', ')}]`
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${toCode(each)}`,
  )
  return `{ ${members.join(', ')} }`
}
