// Finds the worker bundles below a directory, and which program uses each.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { isInlineProgram } from '../inline-bundle.ts'
import { isManifestName, parseManifest, type Manifest } from '../manifest.ts'
import { toPosix } from '../virtual.ts'

/** A worker bundle on disk. */
export interface FoundBundle {
  manifest: Manifest
  directory: string
  /** Files of the program that start its processes. */
  programs: readonly string[]
}

/** All bundles below `directory`, those that a program there uses first. */
export function findBundles(directory: string): FoundBundle[] {
  const found = findDirectories(directory, 0).flatMap(readBundles)
  const isUsed = ({ programs }: FoundBundle): boolean => programs.length > 0
  return found.toSorted((a, b) => Number(isUsed(b)) - Number(isUsed(a)))
}

/** Programs below `directory` that have their bundle inside. */
export function findInlinePrograms(directory: string): string[] {
  return readPrograms(directory)
    .filter(({ code }) => isInlineProgram(code))
    .map(({ file }) => file)
}

/** The file of a label's linked worker module. */
export function workerModulePath({ directory }: FoundBundle, fileName: string): string {
  return path.join(directory, fileName)
}

/** Size in bytes, or `undefined` if the file is gone. */
export function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}

/** Deep enough for `dist/server/…`, and for a workspace that is looked at from its root. */
const MAX_DEPTH = 6

function findDirectories(directory: string, depth: number): string[] {
  const entries = readdirSync(directory, { withFileTypes: true })
  const below = entries
    .filter((entry) => entry.isDirectory() && !/^(node_modules|\..*)$/.test(entry.name))
    .flatMap(({ name }) =>
      depth < MAX_DEPTH ? findDirectories(path.join(directory, name), depth + 1) : [],
    )
  return entries.some(({ name }) => isManifestName(name)) ? [directory, ...below] : below
}

function readBundles(directory: string): FoundBundle[] {
  const programs = readPrograms(path.dirname(directory))
  return readdirSync(directory)
    .filter(isManifestName)
    .toSorted()
    .flatMap((name) => {
      const manifest = parseManifest(readFileSync(path.join(directory, name), 'utf8'))
      if (manifest === undefined) return []
      const users = programs.filter(({ code }) => code.includes(`?build=${manifest.buildId}`))
      return [{ manifest, directory, programs: users.map(({ file }) => file) }]
    })
}

function readPrograms(directory: string): { file: string; code: string }[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !toPosix(path.relative(directory, file)).includes('node_modules/'))
    .map((file) => ({ file, code: readFileSync(file, 'utf8') }))
}
