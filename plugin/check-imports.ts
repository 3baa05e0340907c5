// Checks imports for their effect alone: nothing in a closure names them, so nothing brings them along.

import path from 'node:path'

import type { ImportDeclaration, Node } from 'oxc-parser'

import type { FileModel } from './captures.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { importNotPreloaded } from './diagnostics/state.ts'
import { toSpecifier } from './options.ts'

/** Bare imports that no process of a closure runs. */
export function checkImports(
  { source, sites }: FileModel,
  preload: readonly string[],
  root: string,
): Finding[] {
  const [site] = sites
  if (site === undefined) return []
  const preloaded = new Set(preload.map((name) => withoutExtension(toSpecifier(name, root))))
  return source.program.body
    .filter(isBare)
    .map((statement) => ({ statement, name: statement.source.value }))
    .filter(({ name }) => {
      const from = toSpecifier(name, path.dirname(source.file))
      return isCode(name) && !preloaded.has(withoutExtension(from))
    })
    .map(({ statement, name }) => importNotPreloaded(statement, name, site.labelNode))
}

function isBare(node: Node): node is ImportDeclaration {
  return (
    node.type === 'ImportDeclaration' && node.specifiers.length === 0 && node.importKind !== 'type'
  )
}

// Styles and images are for the bundler.
function isCode(name: string): boolean {
  return (
    /^\.[cm]?[jt]sx?$|^$/.test(path.extname(name.replace(/\?.*$/s, ''))) || !name.startsWith('.')
  )
}

function withoutExtension(name: string): string {
  return name.replace(/(\/index)?\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '')
}
