// From a module id and its text to a syntax tree: which language, which file, what it is called.

import path from 'node:path'
import { parseSync } from 'oxc-parser'
import type { Comment, Program } from 'oxc-parser'

/** How a linker must read a module. */
export type Lang = 'js' | 'jsx' | 'ts' | 'tsx'

/** One parsed file. All offsets are UTF-16 offsets into `code`. */
export interface SourceFile {
  code: string
  /** Clean absolute path, without the query of a bundler's id. */
  file: string
  /** Path relative to the root, with forward slashes: what people read. */
  name: string
  lang: Lang
  program: Program
  comments: readonly Comment[]
}

/** Parses `code`, or returns `null` when it is not JavaScript or TypeScript that parses. */
export function parseSource(code: string, id: string, root: string): SourceFile | null {
  const file = cleanPath(id)
  const lang = langOf(file, id)
  if (lang === undefined) return null
  const result = parseSync(file, code, {
    // Plain .js files may hold JSX; the larger language reads the smaller one.
    lang: lang === 'js' ? 'jsx' : lang,
    sourceType: 'module',
    // JavaScript has decorators as well, and whoever reads the tree need not ask.
    astType: 'ts',
    preserveParens: false,
  })
  if (result.errors.some((error) => error.severity === 'Error')) return null
  const { program, comments } = result
  return { code, file, name: displayName(file, root), lang, program, comments }
}

// The file of a module id, without query and hash. A directory may well be called `c#`.
function cleanPath(id: string): string {
  return id.replace(/\?.*$|#[^/\\]*$/s, '')
}

function displayName(file: string, root: string): string {
  const relative = path.relative(root, file)
  return (relative === '' ? path.basename(file) : relative).split(path.sep).join('/')
}

const EXTENSION_TO_LANG: Readonly<Record<string, Lang>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
}

function langOf(file: string, id: string): Lang | undefined {
  if (/\.d\.[cm]?ts$/.test(file)) return undefined
  // Blocks of single-file components name their language in the query: `App.vue?vue&lang.ts`.
  const block = /[?&]lang[.=](jsx?|tsx?)\b/.exec(id)
  return EXTENSION_TO_LANG[path.extname(file)] ?? (block?.[1] as Lang | undefined)
}
