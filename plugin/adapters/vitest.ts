// What Vitest does differently from Vite: it takes `define` out of the config and sets global variables in its
// own workers instead, where `import.meta.env` is an object of its own as well.

import type { BuildOptions } from 'esbuild'
import type { ResolvedConfig } from 'vite'

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
