// The plugin for Vite.

import type { Plugin } from 'vite'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a Vite build.
 *
 * @example
 * import verdigris from 'verdigris/vite'
 *
 * export default { plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): Plugin[] {
  return unplugin.vite(options)
}

// What `require('verdigris/vite')` gives.
export { verdigris as 'module.exports' }
