// Prints the module that tells a compiled file where its worker bundle is.

import { LABEL_BUNDLES } from '../src/wire/environment.ts'
import { toSpecifier } from './options.ts'
import type { VerdigrisPluginOptions } from './options.ts'

/**
 * Prints the module.
 * @param place the path of the bundle and what it is relative to, as properties
 * @param labels of tasks that other files may ask for, where each file has a bundle of its own
 */
export function printBundleModule(
  place: string,
  { types }: VerdigrisPluginOptions,
  root: string,
  labels: readonly string[] = [],
): string {
  const from = types && JSON.stringify(toSpecifier(types, root))
  const before = from ? `import * as types from ${from}\n` : ''
  const reference = `{ ${place}${from ? ', types' : ''} }`
  if (labels.length === 0) return `${before}export default ${reference}\n`
  const bundles = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(LABEL_BUNDLES))})]`
  const notes = labels.map((label) => `${bundles}.set(${JSON.stringify(label)}, bundle)\n`)
  return `${before}const bundle = ${reference}\n${bundles} ??= new Map()\n${notes.join('')}export default bundle\n`
}
