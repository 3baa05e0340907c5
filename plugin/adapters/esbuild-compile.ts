// Compiles a file for esbuild, in the program's build and in nested ones.

import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { BuildOptions, OnLoadResult, PartialMessage } from 'esbuild'

import { isLibraryFile } from '../child-runtime.ts'
import { jsxNamesOf } from '../jsx-factories.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { diagnosticToProblem } from '../problem.ts'
import type { Registry } from '../registry.ts'
import { transform } from '../transform.ts'
import { toMessage } from './esbuild-message.ts'

export const SCRIPT_FILTER: RegExp = /\.[cm]?[jt]sx?$/

/** Whether the user's options read `file` as what its name says, a script. */
export function isScriptFile(file: string, { loader }: BuildOptions): boolean {
  return isScriptLoader(loader?.[path.extname(file)] ?? 'js')
}

export function isScriptLoader(loader: string): boolean {
  return loader === 'js' || loader === 'jsx' || loader === 'ts' || loader === 'tsx'
}

/** A file's code after `transform`; the call sites go to the registry. `undefined`: not ours to load. */
export async function compileFile(
  file: string,
  suffix: string,
  root: string,
  registry: Registry,
  options: BuildOptions,
  { preload }: VerdigrisPluginOptions,
): Promise<(OnLoadResult & { errors: PartialMessage[]; contents: string }) | undefined> {
  if (isLibraryFile(file)) return undefined
  const code = await readFile(file, 'utf8')
  const jsx = jsxNamesOf(options)
  const result = transform(code, file + suffix, { root, jsx, preload })
  registry.set(file, result)
  if (!result) return undefined

  const errors: PartialMessage[] = []
  const warnings: PartialMessage[] = []
  for (const diagnostic of result.diagnostics) {
    const message = toMessage(diagnosticToProblem(diagnostic, code), root)
    if (diagnostic.severity === 'error') errors.push(message)
    else warnings.push(message)
  }
  return {
    contents: withMap(result.code, result.map, file),
    loader: 'default',
    resolveDir: path.dirname(file),
    errors,
    warnings,
  }
}

/** Code with its map inline, which esbuild reads; sources in it are relative to the file. */
export function withMap(code: string, map: object, file: string): string {
  const text = JSON.stringify({ ...map, sources: [path.basename(file)] })
  const url = `data:application/json;base64,${Buffer.from(text).toString('base64')}`
  return `${code}\n//# sourceMappingURL=${url}`
}
