// What Farm was told, in the words of esbuild; and what its plugins resolve and load, for esbuild.

import path from 'node:path'

import type { JsPlugin } from '@farmfe/core'
import type { BuildOptions, Loader, Plugin } from 'esbuild'

/** The part of Farm's options that is used here. */
interface Compilation {
  define?: Record<string, unknown>
  resolve?: { alias?: unknown; extensions?: string[] }
}

/** The options that say how modules are found and read. */
export function toEsbuildOptions(
  { define = {}, resolve = {} }: Compilation,
  plugins: readonly JsPlugin[],
  external: readonly RegExp[],
  root: string,
): BuildOptions {
  return {
    absWorkingDir: root,
    platform: 'node',
    define: Object.fromEntries(
      // A value that is no string is meant as it is written.
      Object.entries(define).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    alias: toAlias(resolve.alias),
    ...(resolve.extensions
      ? { resolveExtensions: resolve.extensions.map((name) => `.${name}`) }
      : {}),
    plugins: [externalPlugin(external), ...plugins.map((plugin) => toEsbuildPlugin(plugin, root))],
  }
}

/** Either names and what they stand for, or a list of pairs; esbuild has no regular expressions here. */
function toAlias(alias: unknown): Record<string, string> {
  const pairs = Array.isArray(alias)
    ? (alias as { find: unknown; replacement: string }[]).map(
        ({ find, replacement }) => [find, replacement] as const,
      )
    : Object.entries((alias ?? {}) as Record<string, string>)
  return Object.fromEntries(pairs.filter(([find]) => typeof find === 'string')) as Record<
    string,
    string
  >
}

/** Farm's `external` is a list of regular expressions. */
function externalPlugin(external: readonly RegExp[]): Plugin {
  return {
    name: 'farm:external',
    setup({ onResolve }) {
      onResolve({ filter: /^[\w@]/ }, ({ path: source, kind }) =>
        kind !== 'entry-point' && external.some((each) => each.test(source))
          ? { path: source, external: true }
          : undefined,
      )
    },
  }
}

function toEsbuildPlugin({ name, resolve, load }: JsPlugin, root: string): Plugin {
  const namespace = `farm-${name.replace(/[^\w-]/g, '-')}`
  return {
    name,
    setup({ onResolve, onLoad }) {
      if (resolve) {
        onResolve(
          { filter: toFilter(resolve.filters.sources) },
          async ({ path: source, importer }) => {
            const from = path.isAbsolute(importer) ? path.relative(root, importer) : importer
            const found = await resolve.executor({ source, importer: from, kind: 'import' })
            if (!found) return undefined
            const { resolvedPath, external = false } = found
            const isFile = path.isAbsolute(resolvedPath)
            return { path: resolvedPath, external, ...(isFile ? {} : { namespace }) }
          },
        )
      }
      if (load) {
        const filter = toFilter(load.filters.resolvedPaths)
        for (const each of ['file', namespace]) {
          onLoad({ filter, namespace: each }, async ({ path: resolvedPath }) => {
            const moduleId = path.relative(root, resolvedPath)
            const loaded = await load.executor({ resolvedPath, moduleId, query: [], meta: {} })
            if (!loaded) return undefined
            // Farm's names of languages are those of esbuild.
            const loader = loaded.moduleType as Loader
            return { contents: loaded.content, loader, resolveDir: root }
          })
        }
      }
    },
  }
}

function toFilter(patterns: readonly string[]): RegExp {
  return new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'))
}
