// What the hosts' ProvidePlugin puts into modules after all loaders: variables that stand for modules.

import type { Compilation, Compiler, Module } from 'webpack'

import { hasModuleSyntax } from '../source-location.ts'

/** Names with the module that each stands for, and the way to a member of it. */
export type Provided = Readonly<Record<string, readonly string[]>>

export function providedBy(compiler: Compiler): Provided {
  const { __internal__builtinPlugins: rspack } = compiler as Compiler & {
    __internal__builtinPlugins?: readonly { name: string; options: Provided }[]
  }
  const { ProvidePlugin } = compiler.webpack
  const definitions = rspack
    ? rspack.filter(({ name }) => name === 'ProvidePlugin').map(({ options }) => options)
    : compiler.options.plugins.map((plugin) =>
        plugin instanceof ProvidePlugin ? plugin.definitions : {},
      )
  const entries = definitions.flatMap((each) => Object.entries(each))
  return Object.fromEntries(entries.map(([name, target]) => [name, [target].flat()]))
}

/** The code of a module with what was provided for it. No line moves. */
export function addProvided(
  code: string,
  module: Module,
  { moduleGraph }: Compilation,
  provided: Provided,
): string {
  const requests = new Set<string>()
  for (const { dependency } of moduleGraph.getOutgoingConnections(module)) {
    const { type, request } = (dependency ?? {}) as { type?: string; request?: string }
    if (type === 'provided' && request !== undefined) requests.add(request)
  }
  const used = Object.entries(provided).filter(([, [request = '']]) => requests.has(request))
  if (!hasModuleSyntax(code)) {
    const variables = used.map(([name, [request, ...members]]) => {
      const access = members.map((member) => `[${JSON.stringify(member)}]`).join('')
      return `var ${name} = require(${JSON.stringify(request)})${access};`
    })
    return `${variables.join('')}${code}`
  }
  const imports = used.map(([name, [request, member]]) => {
    const clause = member === undefined ? name : `{ ${member} as ${name} }`
    return `\nimport ${clause} from ${JSON.stringify(request)}`
  })
  return `${code}${imports.join('')}`
}
