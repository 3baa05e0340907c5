// Vite.

import type { Plugin } from 'vite'

import type { VerdigrisPluginOptions } from '../options.ts'

export function createVitePlugins(options: VerdigrisPluginOptions): Plugin[] {
  return [{ name: `verdigris${options.types ?? ''}` }]
}
