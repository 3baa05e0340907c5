// What `Bun.build` was told, in the words of esbuild; and plugins of Bun as those of esbuild.

import type { BuildOptions, Loader, OnLoadResult, OnResolveArgs, Plugin } from 'esbuild'

/** A plugin of Bun, as far as it is used here. */
export interface BunPlugin {
  name: string
  setup: (build: BunBuild) => void | Promise<void>
}

/** What a plugin of Bun is given. */
export interface BunBuild {
  config: BunConfig
  onStart: (callback: () => void | Promise<void>) => unknown
  onResolve: (filter: Filter, callback: BunOnResolve) => unknown
  onLoad: (filter: Filter, callback: BunOnLoad) => unknown
  onEnd: (callback: (result: BunOutput) => void | Promise<void>) => unknown
}

interface BunConfig {
  outdir?: string
  target?: string
  format?: string
  compile?: unknown
  external?: string[]
  packages?: 'bundle' | 'external'
  conditions?: string | string[]
  define?: Record<string, string>
  drop?: string[]
  loader?: Record<string, string>
  tsconfig?: string
  jsx?: { runtime?: string; importSource?: string; factory?: string; fragment?: string }
  plugins?: BunPlugin[]
}

interface BunOutput {
  success: boolean
  outputs: readonly { path: string; kind: string }[]
}

interface Filter {
  filter: RegExp
  namespace?: string
}

type MaybePromise<T> = T | Promise<T>

type BunOnResolve = (
  args: Pick<OnResolveArgs, 'path' | 'importer' | 'namespace' | 'resolveDir' | 'kind'>,
) => MaybePromise<{ path: string; namespace?: string; external?: boolean } | undefined | null>

type BunOnLoad = (args: {
  path: string
  namespace: string
  loader: string
  defer: () => Promise<void>
}) => MaybePromise<{ contents: string | Uint8Array; loader: string } | undefined | null>

/** The options that say how modules are found and read. */
export function toEsbuildOptions(config: BunConfig, root: string): BuildOptions {
  const { conditions, external, packages, define, drop, loader = {}, tsconfig, jsx } = config
  const loaders = Object.entries(loader).filter(([, name]) => LOADERS.has(name))
  return defined({
    absWorkingDir: root,
    platform: 'node' as const,
    external,
    packages,
    conditions: conditions === undefined ? undefined : [conditions].flat(),
    define,
    drop: drop?.filter((name) => name === 'console' || name === 'debugger'),
    loader: Object.fromEntries(loaders) as Record<string, Loader>,
    tsconfig,
    jsx: jsx?.runtime === 'classic' ? ('transform' as const) : ('automatic' as const),
    jsxImportSource: jsx?.importSource,
    jsxFactory: jsx?.factory,
    jsxFragment: jsx?.fragment,
    plugins: config.plugins?.map((plugin) => toEsbuildPlugin(plugin, config)),
  })
}

/** Those that both have, by the same name. */
const LOADERS = new Set(['js', 'jsx', 'ts', 'tsx', 'json', 'css', 'text', 'file'])

function toEsbuildPlugin({ name, setup }: BunPlugin, config: BunConfig): Plugin {
  return {
    name,
    setup: ({ onStart, onResolve, onLoad }) => {
      const build = {
        config,
        onStart(callback: () => void | Promise<void>) {
          onStart(callback)
          return build
        },
        onResolve(filter: Filter, callback: BunOnResolve) {
          onResolve(filter, (args) => callback(args))
          return build
        },
        onLoad(filter: Filter, callback: BunOnLoad) {
          onLoad(filter, async ({ path, namespace }) => {
            const loader = /\.[cm]?([jt]sx?)$/.exec(path)?.[1] ?? 'file'
            const loaded = await callback({ path, namespace, loader, defer: async () => {} })
            return loaded as OnLoadResult | undefined
          })
          return build
        },
        // Both are about the program's output, or about its text before anybody has seen it.
        onEnd: () => build,
        onBeforeParse: () => build,
      }
      return setup(build)
    },
  }
}

function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}
