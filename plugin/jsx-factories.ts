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
  const pragmas = source.comments.flatMap(({ value }) => pragmaNames(value))
  const named = [...pragmas, ...(jsxNames ?? USUAL_NAMES)].flatMap(
    (name) => scopes.moduleScope.set.get(name) ?? [],
  )
  if (jsxNames !== undefined) return [...new Set(named)]
  // An import that the file never names, not even as a type, may be the factory.
  const unnamed = [...topLevel.variableToOrigin].filter(
    ([variable, { type }]) => type === 'import' && variable.references.length === 0,
  )
  const isImport = (variable: Variable): boolean =>
    topLevel.variableToOrigin.get(variable)?.type === 'import'
  const isPragma = ({ name }: Variable): boolean => pragmas.includes(name)
  const likely = named.filter((variable) => isPragma(variable) || isImport(variable))
  return [...new Set([...likely, ...unnamed.map(([variable]) => variable)])]
}

const USUAL_NAMES = ['React', 'h', 'Fragment']

function pragmaNames(comment: string): string[] {
  const names = [...comment.matchAll(/@jsx(?:Frag)?\s+([\w$]+)/g)].map(([, name = '']) => name)
  return /@jsxRuntime\s+classic\b/.test(comment) ? [...names, 'React'] : names
}

function rootOf(expression: string): string {
  return expression.split('.')[0] ?? expression
}
