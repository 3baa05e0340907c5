// What Vitest does differently from Vite: it takes `define` out of the config and sets global variables in its
// own workers instead, where `import.meta.env` is an object of its own as well; and it may keep what files were compiled
// to from one run to the next.

import type { BuildOptions } from 'esbuild'
import type { ResolvedConfig } from 'vite'

import { PACKAGE } from '../package-exports.ts'
import { toDefine } from './link-options.ts'

/** Whether a config is that of a Vitest project. */
export function isVitest(config: ResolvedConfig): boolean {
  return config.plugins.some(({ name }) => name === 'vitest' || name.startsWith('vitest:'))
}

/** The same for worker modules, at link time; `userDefine` is what the user wrote. */
export function toVitestOptions(
  config: ResolvedConfig,
  userDefine: Readonly<Record<string, unknown>>,
): BuildOptions {
  const prefix = 'import.meta.env.'
  const text = (value: unknown): string =>
    typeof value === 'string' ? value : JSON.stringify(value)
  const entries = Object.entries(userDefine).map(([name, value]) => [name, text(value)] as const)
  const { define, banner } = toDefine(
    Object.fromEntries(entries.filter(([name]) => !name.startsWith(prefix))),
  )
  const own = entries
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => `${JSON.stringify(name.slice(prefix.length))}: ${value}`)
  const env = JSON.stringify({ ...config.env, SSR: true }).replace(/\}$/, () => `, ${own.join()}}`)
  return {
    // Code reads `import.meta.env` from there, if it is there.
    define: { ...define, 'globalThis.__vitest_worker__': '__verdigris_vitest' },
    banner: {
      js: `${banner?.js ?? ''}const __verdigris_vitest = { metaEnv: { ...process.env, ...${env} } };`,
    },
  }
}

/** What the hook `configureVitest` is given; since Vitest 5 without `experimental`. */
export interface VitestContext {
  defineCacheKeyGenerator?: (generate: GenerateCacheKey) => void
  experimental_defineCacheKeyGenerator?: (generate: GenerateCacheKey) => void
}

type GenerateCacheKey = (file: { id: string; sourceCode: string }) => false | undefined

/**
 * Has files with calls compiled in each run. Read from a cache, their closures would be unknown, and their bundle that
 * of the run before, whatever has changed in what they reach.
 */
export function keepOutOfCache(context: VitestContext): void {
  const define = context.defineCacheKeyGenerator ?? context.experimental_defineCacheKeyGenerator
  define?.(({ id, sourceCode }) =>
    id.includes(PACKAGE) || sourceCode.includes(PACKAGE) ? false : undefined,
  )
}
