// What a file has of this package: which import means which export, and which of them a call calls.

import type { CallExpression, ImportSpecifier, Node } from 'oxc-parser'

import { literalText } from './call-shape.ts'
import type { Origin, TopLevel } from './declarations.ts'
import { usesWithin } from './scope.ts'
import type { FileScopes } from './scope.ts'
import { unwrap } from './syntax.ts'

export const PACKAGE = 'verdigris'

/** What an import of the package gives the file a name for. */
export type PackageBinding = { type: 'export'; name: string } | { type: 'namespace' }

/** What `origin` is of the package; nothing for types. */
export function packageBindingOf(origin: Origin | undefined): PackageBinding | undefined {
  if (origin?.type !== 'import') return undefined
  const { specifier, statement } = origin
  if (statement.source.value !== PACKAGE || statement.importKind === 'type') return undefined
  if (specifier.type === 'ImportNamespaceSpecifier') return { type: 'namespace' }
  if (specifier.type === 'ImportDefaultSpecifier' || specifier.importKind === 'type')
    return undefined
  return { type: 'export', name: importedName(specifier) }
}

/** The export of the package that `name` means in a type. */
export function importedType(
  name: string,
  { variableToOrigin }: TopLevel,
  { moduleScope }: FileScopes,
): string | undefined {
  const variable = moduleScope.get(name)
  const origin = variable && variableToOrigin.get(variable)
  if (origin?.type !== 'import' || origin.statement.source.value !== PACKAGE) return undefined
  const { specifier } = origin
  return specifier.type === 'ImportSpecifier' ? importedName(specifier) : undefined
}

/** The name of the export that `call` calls, if it is one of the package. */
export function calledExport(
  call: CallExpression,
  { variableToOrigin }: TopLevel,
  scopes: FileScopes,
): string | undefined {
  const callee = unwrap(call.callee)
  const holder = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee
  if (holder.type !== 'Identifier') return undefined
  const [use] = usesWithin(scopes.uses, holder)
  const binding = packageBindingOf(use?.variable && variableToOrigin.get(use.variable))
  if (callee.type === 'MemberExpression') {
    return binding?.type === 'namespace' ? memberName(callee) : undefined
  }
  return binding?.type === 'export' ? binding.name : undefined
}

function importedName({ imported }: ImportSpecifier): string {
  return imported.type === 'Literal' ? imported.value : imported.name
}

/** The name of a member, `undefined` if it is computed. */
export function memberName(node: Node & { type: 'MemberExpression' }): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined
  return literalText(unwrap(node.property))
}
