// Source maps of single modules, on their way into esbuild.

import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { toFile } from '../virtual.ts'

/** Code with its map inline, which esbuild reads, and takes out. */
export function inlineMap(code: string, map: string): string {
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`
  return `${code}\n//# sourceMappingURL=${url}`
}

/** The same for esbuild's own files: sources in it are relative to the file. */
export function withMap(code: string, map: object, file: string): string {
  return inlineMap(code, JSON.stringify({ ...map, sources: [path.basename(file)] }))
}

/** A map of `file` with sources as absolute paths. Compilers write them relative to the file, as the format has it. */
export function toAbsoluteMap(map: object, file: string): string {
  const { sources = [], sourceRoot, ...rest } = map as { sources?: Source[]; sourceRoot?: string }
  const directory = path.resolve(path.dirname(file), toPath(sourceRoot ?? ''))
  const toAbsolute = (source: Source): Source =>
    source && (SCHEME.test(toPath(source)) ? source : path.resolve(directory, toPath(source)))
  return JSON.stringify({ ...rest, sources: sources.map(toAbsolute) })
}

type Source = string | null

/** A url, or the name of a module that only exists in a build. Drives have one letter. */
const SCHEME = /^\0|^[\w+.-]{2,}:/

function toPath(source: string): string {
  return source.startsWith('file:') ? fileURLToPath(source) : toFile(source)
}
