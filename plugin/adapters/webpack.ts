// The plugin for webpack.

import type { WebpackPluginInstance } from 'webpack'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a webpack build.
 *
 * @example
 * import verdigris from 'verdigris/webpack'
 *
 * export default { target: 'node', plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): WebpackPluginInstance {
  return unplugin.webpack(options)
}

// What `require('verdigris/webpack')` gives.
export { verdigris as 'module.exports' }
