// The plugin for esbuild.

import type { Plugin } from 'esbuild'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a esbuild build.
 *
 * @example
 * import verdigris from 'verdigris/esbuild'
 *
 * export default { plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): Plugin {
  return unplugin.esbuild(options)
}

// What `require('verdigris/esbuild')` gives.
export { verdigris as 'module.exports' }
