// What both kinds of hooks do, but for the waiting: which files are compiled, what is known of them, and what
// Node is told.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { BuildProblems, duplicateProblem } from '../problem.ts'
import { Registry } from '../registry.ts'
import type { Request } from './compiler.ts'
import { configOf, findProject, isInPackages, packageTypeOf, type Project } from './project.ts'
import { resolveSource } from './resolve.ts'
import { BUNDLE_NAME, keyOf, readCompiled, readLinked } from './store.ts'
import type { CompiledFile, LinkedFile } from './store.ts'

export interface ResolveContext {
  parentURL?: string
  conditions?: readonly string[]
}

/** What a hook answers that asks no other hook. */
export interface Resolved {
  url: string
  format: 'module'
  shortCircuit: true
}

export interface Loaded {
  format: CompiledFile['format']
  source: string
  shortCircuit: true
}

type CompileRequest = Request & { type: 'compile' }
type LinkRequest = Request & { type: 'link' }

export class Program {
  readonly #project: Project = findProject()
  readonly #registry = new Registry()
  readonly #fileToKey = new Map<string, string>()

  /** The compiled file that asks for its bundle module, if `specifier` says that. */
  bundleOwner(specifier: string, { parentURL }: ResolveContext): string | undefined {
    const isBundle = specifier.startsWith(BUNDLE_NAME) && parentURL !== undefined
    return isBundle ? fileURLToPath(parentURL) : undefined
  }

  toLink(file: string): LinkRequest {
    const key = keyOf('link', file, this.#fileToKey.get(file) ?? '')
    return { type: 'link', project: this.#project, key, file }
  }

  findLinked({ key }: LinkRequest): LinkedFile | undefined {
    return readLinked(this.#project.cache, key)
  }

  resolved({ module }: LinkedFile): Resolved {
    return { url: pathToFileURL(module).href, format: 'module', shortCircuit: true }
  }

  /** Arguments for Node's own resolver. */
  redirect<C extends ResolveContext>(
    specifier: string,
    context: C,
  ): [specifier: string, context: C] {
    const { parentURL } = context
    // What a bundle module imports (`types`) the package.json names.
    if (parentURL?.startsWith(pathToFileURL(`${this.#project.cache}/`).href)) {
      const root = pathToFileURL(path.join(this.#project.root, 'package.json')).href
      return [specifier, { ...context, parentURL: root }]
    }
    return [resolveSource(specifier, context), context]
  }

  /** What there is to compile if `url` is a file of ours. */
  toCompile(url: string): CompileRequest | undefined {
    if (!url.startsWith('file:')) return undefined
    const file = fileURLToPath(url)
    const isSource = /\.([cm]?ts|[jt]sx)$/.test(file)
    if (!isSource && (!/\.[cm]?js$/.test(file) || isInPackages(file))) return undefined
    const source = readFileSync(file, 'utf8')
    if (!isSource && !source.includes('verdigris')) return undefined
    const project = this.#project
    const { compilerOptions } = configOf(file)
    const settings = [compilerOptions, packageTypeOf(file), project]
    const key = keyOf(file, source, JSON.stringify(settings))
    this.#fileToKey.set(file, key)
    return { type: 'compile', project, key, file, source }
  }

  findCompiled({ key }: CompileRequest): CompiledFile | undefined {
    return readCompiled(this.#project.cache, key)
  }

  loaded({ file }: CompileRequest, { code, format, sites, warnings }: CompiledFile): Loaded {
    for (const warning of warnings) process.stderr.write(`[verdigris] warning: ${warning}\n\n`)
    this.#registry.set(file, { sites, prewarms: [], programCall: undefined })
    const duplicates = this.#registry.findDuplicates(() => true)
    if (duplicates.length > 0) {
      this.#registry.delete(file)
      throw toImportError(new BuildProblems(duplicates.map(duplicateProblem)), file)
    }
    return { format, source: code, shortCircuit: true }
  }
}

/** What is said of a file that had better be an ES module. */
export const MAKE_MODULE =
  'CommonJS, as its package.json has no "type": "module": write that, or give the file the extension `.mts`.'

/** Refuses a CommonJS file that needs TypeScript, where `require` asks no hooks. Node would say that there is no such file. */
export function refuseToRequire(file: string, { source, format }: Loaded): void {
  if (format !== 'commonjs') return
  const parentURL = pathToFileURL(file).href
  for (const [, specifier = ''] of source.matchAll(/\brequire\("(\.[^"]*)"\)/g)) {
    const found = resolveSource(specifier, { parentURL, conditions: ['require'] })
    if (!/\.[cm]?tsx?$/.test(found)) continue
    const why = `It needs ${found}, and Node ${process.versions.node} cannot require TypeScript (22.15 can).`
    throw importError('Error', `${why} The file is ${MAKE_MODULE}`, file)
  }
}

/** An error that shows what is wrong in `file`, and nothing of who found it. */
export function toImportError(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error
  const { name, message } = error
  if (name !== 'BuildProblems' && name !== 'SyntaxError') return error
  return importError(name, message, file)
}

function importError(name: string, message: string, file: string): Error {
  const shown = new Error(`${file} cannot be loaded.\n\n${message}\n`)
  return Object.assign(shown, { name, stack: `${name}: ${shown.message}\n    at ${file}` })
}
