// Variables that JSX uses without naming them: the classic transform makes calls of a factory from it.

import type { BuildOptions } from 'esbuild'

import type { FileModel } from './captures.ts'
import type { Variable } from './scope.ts'

/** The names that a host's options make from JSX, or `undefined` if they do not say. */
export function jsxNamesOf(options: BuildOptions): readonly string[] | undefined {
  const { jsx, jsxFactory, jsxFragment } = options
  if (jsx === 'automatic') return []
  // Without a factory there may be one in a `tsconfig.json`.
  if (jsx === 'preserve' || jsxFactory === undefined) return undefined
  return [rootOf(jsxFactory), rootOf(jsxFragment ?? 'React.Fragment')]
}

/** What JSX in this file may need. */
export function jsxFactories({ source, scopes, topLevel, jsxNames }: FileModel): Variable[] {
  const variablesOf = (names: readonly string[]): Variable[] =>
    names.flatMap((name) => scopes.moduleScope.get(name) ?? [])
  const asked = variablesOf(source.comments.flatMap(({ value }) => pragmaNames(value)))
  if (jsxNames !== undefined) return [...new Set([...asked, ...variablesOf(jsxNames)])]
  // Go by the usual names, and by what the file imports and never mentions, not even as a type.
  const likely = [...topLevel.variableToOrigin]
    .filter(([, origin]) => origin.type === 'import')
    .map(([variable]) => variable)
    .filter((variable) => {
      const isUsed = variable.uses.length > 0 || scopes.isNamedByTypes(variable)
      return USUAL_NAMES.has(variable.name) || !isUsed
    })
  return [...new Set([...asked, ...likely])]
}

const USUAL_NAMES: ReadonlySet<string> = new Set(['React', 'h', 'Fragment'])

function pragmaNames(comment: string): string[] {
  const names = [...comment.matchAll(/@jsx(?:Frag)?\s+([\w$]+)/g)].map(([, name = '']) => name)
  return /@jsxRuntime\s+classic\b/.test(comment) ? [...names, 'React'] : names
}

function rootOf(expression: string): string {
  return expression.split('.')[0] ?? expression
}
