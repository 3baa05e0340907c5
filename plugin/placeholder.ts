// Paths that are known only when the host has named its files. In the program a placeholder of fixed length
// stands for the path of the worker bundle, so that patching it moves no source map. In the worker bundle
// tokens stand for files of the project, and are written relative, so that a moved checkout still works.

import path from 'node:path'

import { toPosix } from './virtual.ts'

const PLACEHOLDER_LENGTH = 160

/** Stands in the program where `<relative path to the bundle>?build=<id>` goes. */
export const PLACEHOLDER: string = 'verdigris-bundle-path:'.padEnd(PLACEHOLDER_LENGTH, '_')

const TOKEN = /verdigris-path:([\w%.!~*'()-]*);/g

/** Writes the way from the output file `from` to the bundle's `entry`; both relative to the output root. */
export function patchProgram(code: string, from: string, entry: string, buildId: string): string {
  const way = path.posix.relative(path.posix.dirname(toPosix(from)), entry)
  const value = `${way.startsWith('.') ? way : `./${way}`}?build=${buildId}`
  if (value.length > PLACEHOLDER_LENGTH) {
    throw new Error(`The path from ${from} to the worker bundle is too long: ${value}`)
  }
  return putReference(code, value)
}

/** Writes that the bundle is in the output file itself. */
export function patchInlineProgram(code: string, buildId: string): string {
  return putReference(code, `?build=${buildId}`)
}

function putReference(code: string, value: string): string {
  // Spaces behind: the runtime trims.
  return code.replaceAll(PLACEHOLDER, value.padEnd(PLACEHOLDER_LENGTH))
}

/** A string for worker code that stands for `file`, whatever its relative path will be. */
export function toPathToken(file: string, root: string): string {
  return `verdigris-path:${encodeURIComponent(toPosix(path.relative(root, file)))};`
}

/** Writes the way from `directory` to each file that a token stands for. */
export function patchTokens(code: string, root: string, directory: string): string {
  return code.replace(TOKEN, (_, name: string) => {
    const way = toPosix(path.relative(directory, path.resolve(root, decodeURIComponent(name))))
    return way.startsWith('.') ? way : `./${way}`
  })
}

/** The file that a token stands for, or `undefined` if `text` is none. */
export function fromPathToken(text: string, root: string): string | undefined {
  const [token, name] = new RegExp(TOKEN.source).exec(text) ?? []
  return token === text && name !== undefined
    ? path.resolve(root, decodeURIComponent(name))
    : undefined
}

/** Puts strings into worker code that stand for files which the host will name at the end. */
export function addFileTokens(code: string): string {
  // Vite adds a hash of the url's query, of 24 hex digits.
  return code.replace(
    /\bimport\.meta\.ROLL(?:UP|DOWN)_FILE_URL_([\w$]+?)(?:_[a-f\d]{24})?(?![\w$])/g,
    '"verdigris-file:$1;"',
  )
}

/** Replaces each such string by an expression. */
export function patchFileTokens(code: string, write: (reference: string) => string): string {
  return code.replace(/"verdigris-file:([\w$]+);"/g, (_, reference: string) => write(reference))
}
