// Compiles files for esbuild, in the program's build and in nested ones.

import path from 'node:path'

import type { BuildOptions, OnLoadResult, PartialMessage } from 'esbuild'

import { isLibraryFile } from '../child-runtime.ts'
import { jsxNamesOf } from '../jsx-factories.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { diagnosticToProblem } from '../problem.ts'
import { Registry } from '../registry.ts'
import { addLocation } from '../source-location.ts'
import { transform, type TransformResult } from '../transform.ts'
import { toMessage } from './esbuild-message.ts'
import { FileMemory } from './file-memory.ts'
import { withMap } from './module-map.ts'

export const SCRIPT_FILTER: RegExp = /\.[cm]?[jt]sx?$/

/** Whether the user's options read `file` as what its name says, a script. */
export function isScriptFile(file: string, { loader }: BuildOptions): boolean {
  return isScriptLoader(loader?.[path.extname(file)] ?? 'js')
}

export function isScriptLoader(loader: string): boolean {
  return loader === 'js' || loader === 'jsx' || loader === 'ts' || loader === 'tsx'
}

/** A compiled file, as esbuild takes it. */
export interface CompiledFile extends OnLoadResult {
  contents: string
  errors: PartialMessage[]
  warnings: PartialMessage[]
}

/** Compiles files, each once for as long as it does not change. */
export class FileCompiler {
  /** Where the call sites go. */
  readonly registry: Registry = new Registry()
  readonly #memory = new FileMemory()
  readonly #root: string
  readonly #options: BuildOptions
  readonly #pluginOptions: VerdigrisPluginOptions

  constructor(root: string, options: BuildOptions, pluginOptions: VerdigrisPluginOptions) {
    this.#root = root
    this.#options = options
    this.#pluginOptions = pluginOptions
  }

  /** A file of the program after `transform`. `undefined`: not ours to load. */
  async compile(file: string, suffix = ''): Promise<CompiledFile | undefined> {
    return (await this.#read(file, suffix))?.compiled
  }

  /** The same for a process, where the file knows its own place as well. */
  async compileForWorker(file: string, suffix: string): Promise<OnLoadResult | undefined> {
    const read = await this.#read(file, suffix)
    if (read?.located === undefined) return read?.compiled
    const resolveDir = path.dirname(file)
    return { loader: 'default', resolveDir, ...read.compiled, contents: read.located }
  }

  async #read(file: string, suffix: string): Promise<ReadFile | undefined> {
    if (isLibraryFile(file)) return undefined
    const read = await this.#memory.get(file, suffix, (code) => this.#compile(code, file, suffix))
    this.registry.set(file, read.result)
    return read
  }

  #compile(code: string, file: string, suffix: string): ReadFile {
    const jsx = jsxNamesOf(this.#options)
    const root = this.#root
    const result = transform(code, file + suffix, {
      root,
      jsx,
      preload: this.#pluginOptions.preload,
    })
    const compiled = result ? toCompiledFile(result, code, file, root) : undefined
    const contents = compiled?.contents ?? code
    const located = addLocation(contents, file)
    return { result, compiled, located: located === contents ? undefined : located }
  }
}

interface ReadFile {
  result: TransformResult | null
  compiled: CompiledFile | undefined
  /** With the file's place, where it asks for that. */
  located: string | undefined
}

function toCompiledFile(
  result: TransformResult,
  code: string,
  file: string,
  root: string,
): CompiledFile {
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
