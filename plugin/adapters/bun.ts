// The plugin for Bun.

import { unplugin, type VerdigrisPluginOptions } from '../index.ts'
import type { BunPlugin } from './bun-options.ts'

export type { VerdigrisPluginOptions }

/**
 * Compiles calls of `verdigris` in a build of Bun's bundler, for programs that run in Node.
 *
 * @example
 * import verdigris from 'verdigris/bun'
 *
 * await Bun.build({ entrypoints: ['src/app.ts'], outdir: 'dist', target: 'node', plugins: [verdigris()] })
 */
export default function verdigris(options: VerdigrisPluginOptions = {}): BunPlugin {
  return unplugin.bun(options) as BunPlugin
}

// What `require('verdigris/bun')` gives.
export { verdigris as 'module.exports' }
