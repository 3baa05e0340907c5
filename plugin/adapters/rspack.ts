// The plugin for Rspack.

import type { RspackPluginInstance } from '@rspack/core'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in an Rspack build.
 *
 * @example
 * import verdigris from 'verdigris/rspack'
 *
 * export default { target: 'node', plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): RspackPluginInstance {
  return unplugin.rspack(options)
}

// What `require('verdigris/rspack')` gives.
export { verdigris as 'module.exports' }
