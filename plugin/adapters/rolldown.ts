// The plugin for Rolldown.

import type { Plugin } from 'rolldown'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a Rolldown build.
 *
 * @example
 * import verdigris from 'verdigris/rolldown'
 *
 * export default { plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): Plugin[] {
  return unplugin.rolldown(options)
}

// What `require('verdigris/rolldown')` gives.
export { verdigris as 'module.exports' }
