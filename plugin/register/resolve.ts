// What TypeScript lets an import say that Node does not: `./lib.js` for `lib.ts`, no extension at all, and the
// `paths` of a tsconfig.json.

import { statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { configOf, isInPackages } from './project.ts'

/** What Node finds the file by that `specifier` means in a file of the project. */
export function resolveSource(
  specifier: string,
  { parentURL, conditions = [] }: { parentURL?: string; conditions?: readonly string[] },
): string {
  if (!parentURL?.startsWith('file:')) return specifier
  const parent = fileURLToPath(parentURL)
  if (isInPackages(parent)) return specifier
  const isRequire = conditions.includes('require')
  const [, request = '', query = ''] =
    (isRequire ? /^(.*)()$/s : /^([^?#]*)(.*)$/s).exec(specifier) ?? []
  const file = findFirst(candidatesOf(request, parentURL, parent))
  if (file === undefined) return specifier
  return isRequire ? file : pathToFileURL(file).href + query
}

function candidatesOf(request: string, parentUrl: string, parent: string): string[] {
  if (/^\.{0,2}\/|^\.{1,2}$/.test(request)) return [fileURLToPath(new URL(request, parentUrl))]
  if (request.startsWith('file:')) return [fileURLToPath(request)]
  return /^[\w-]+:/.test(request) ? [] : (configOf(parent).matchPaths?.(request) ?? [])
}

function findFirst(candidates: readonly string[]): string | undefined {
  for (const candidate of candidates) {
    const found = variantsOf(candidate).find(isFile)
    if (found !== undefined) return found
  }
  return undefined
}

const SOURCE_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** What is there under its own name comes first, as for TypeScript's bundler resolution. */
function variantsOf(file: string): string[] {
  const extension = path.extname(file)
  const stem = file.slice(0, file.length - extension.length)
  return [
    file,
    ...(SOURCE_EXTENSIONS[extension] ?? []).map((other) => stem + other),
    ...EXTENSIONS.map((other) => file + other),
    ...EXTENSIONS.map((other) => path.join(file, `index${other}`)),
  ]
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}
