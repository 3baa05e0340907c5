// The plugin for Rollup.

import type { Plugin } from 'rollup'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a Rollup build.
 *
 * @example
 * import verdigris from 'verdigris/rollup'
 *
 * export default { plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): Plugin[] {
  return unplugin.rollup(options)
}

// What `require('verdigris/rollup')` gives.
export { verdigris as 'module.exports' }
