// The plugin for Farm.

import type { JsPlugin } from '@farmfe/core'

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a build of Farm for Node.
 *
 * @example
 * import verdigris from 'verdigris/farm'
 *
 * export default { compilation: { output: { targetEnv: 'node' } }, plugins: [verdigris()] }
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): JsPlugin {
  return unplugin.farm(options)
}

// What `require('verdigris/farm')` gives.
export { verdigris as 'module.exports' }
