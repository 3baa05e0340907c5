// Names of the modules that only exist during a build: what a compiled file imports, and the ids that the
// hosts know them by. Ids are readable and can be decoded, because a host's cache may outlive the process
// that made them.

import { createHash } from 'node:crypto'
import path from 'node:path'

import { BUNDLE_MODULE } from './generated.ts'

/** What compiled files import, with a query; hosts give it an id of their own. */
export const BUNDLE_SPECIFIER: string = BUNDLE_MODULE

const BUNDLE_ID = `\0${BUNDLE_SPECIFIER}?file=`
// Keeps other plugins from taking it for a file with that extension. Vite strips a bare `&`.
const BUNDLE_ID_END = '&verdigris'
const WORKER_QUERY = 'verdigris-worker='

/** Host id of the bundle module that `file` (a host id) imports. */
export function toBundleId(file: string, root: string): string {
  const name = path.isAbsolute(file) ? toPosix(path.relative(root, file)) : file
  return BUNDLE_ID + encodeURIComponent(name) + BUNDLE_ID_END
}

/** The compiled file that a bundle module belongs to, or `undefined` if `id` is none. */
export function fromBundleId(id: string, root: string): string | undefined {
  if (!id.startsWith(BUNDLE_ID)) return undefined
  const name = decodeURIComponent(id.slice(BUNDLE_ID.length, -BUNDLE_ID_END.length))
  return name.startsWith('\0') ? name : path.resolve(root, name)
}

/**
 * Host id of a worker module: the file with a query, so that the host's resolvers see the importer that
 * they expect, and an extension, so that its loaders do.
 */
export function toWorkerId(file: string, label: string, lang: string): string {
  const mark = file.includes('?') ? '&' : '?'
  return `${file}${mark}${WORKER_QUERY}${hashText(label).slice(0, 8)}.${lang}`
}

/** The file that a worker module is a slice of, or `undefined` if `id` is none. */
export function fromWorkerId(id: string): string | undefined {
  const at = id.lastIndexOf(WORKER_QUERY)
  return at === -1 ? undefined : id.slice(0, at - 1)
}

/** A host id without its query: the file on disk, for ids that have one. */
export function toFile(id: string): string {
  const at = id.startsWith('\0') ? -1 : id.search(/[?#]/)
  return at === -1 ? id : id.slice(0, at)
}

export function toPosix(file: string): string {
  return file.replaceAll('\\', '/')
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
