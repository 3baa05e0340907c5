// Whether what a worker module imports becomes part of its file or stays an import. The host decides, as it does
// for the program; the plugin's options say otherwise; and packages with native code always stay imports.

import { createRequire } from 'node:module'

import { build, type BuildOptions, type ImportKind } from 'esbuild'

import { isNativePackage, packageNameOf } from './native-package.ts'
import type { VerdigrisPluginOptions } from './options.ts'
import { toPathToken } from './placeholder.ts'

/** What the options say about a specifier. */
export function placementOf(
  specifier: string,
  { external = [], bundle = [] }: VerdigrisPluginOptions,
): 'external' | 'bundle' | undefined {
  if (matches(specifier, external)) return 'external'
  return matches(specifier, bundle) ? 'bundle' : undefined
}

// A package's name means its subpaths as well, as in Vite's `ssr.external`.
function matches(specifier: string, patterns: readonly (string | RegExp)[]): boolean {
  return patterns.some((pattern) =>
    typeof pattern === 'string'
      ? specifier === pattern || specifier.startsWith(`${pattern}/`)
      : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(specifier),
  )
}

/** Whether `specifier`, which leads to `file`, names a package with native code. */
export function isNative(specifier: string, file: string): boolean {
  const name = packageNameOf(specifier)
  return name !== undefined && isNativePackage(name, file)
}

/** What stands in the worker file for an import that stays one: a package's name, where that leads there. */
export function toExternal(specifier: string, file: string | undefined, root: string): string {
  if (file === undefined) return specifier
  try {
    // Worker files are in the project's output, below its `node_modules`.
    if (samePackage(createRequire(`${root}/x.js`).resolve(specifier), file, specifier)) {
      return specifier
    }
  } catch {
    // Only what imports it can see it.
  }
  return toPathToken(file, root)
}

// Its entries for `import` and `require` may be two files.
function samePackage(one: string, other: string, specifier: string): boolean {
  const name = `/node_modules/${packageNameOf(specifier)}/`
  const [first, second] = [one, other].map((file) => file.slice(0, file.lastIndexOf(name)))
  return one === other || (one.includes(name) && first === second)
}

/** The file of a package that the host leaves alone. */
export async function findFile(
  specifier: string,
  resolveDir: string,
  kind: ImportKind,
  options: BuildOptions,
): Promise<string | undefined> {
  let file: string | undefined
  const { conditions, mainFields, resolveExtensions, preserveSymlinks } = options
  const given = { conditions, mainFields, resolveExtensions, preserveSymlinks }
  await build({
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    stdin: { contents: '' },
    write: false,
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'verdigris:find-file',
        setup({ onStart, resolve }) {
          onStart(async () => {
            const found = await resolve(specifier, { resolveDir, kind })
            if (found.errors.length === 0 && !found.external) file = found.path
          })
        },
      },
    ],
  })
  return file
}

/** What a build says about a package that is no part of it, though the host would make it one. */
export function nativeNote(name: string): string {
  return (
    `native-package: \`${name}\` has native code, so worker processes load it from node_modules: ` +
    'deploy node_modules with the build (if you do, name it in the `external` option of the plugin, and this is not said)'
  )
}
