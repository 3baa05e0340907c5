// What was compiled and linked before, on disk: JSON files named by a hash of all that went into them. Several
// programs may start at once, so files appear whole, and one that is not there is made again.

import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Site } from '../transform.ts'
import { hashText } from '../virtual.ts'

/**
 * How a compiled file asks for its bundle module. A name of a package: what looks like a URL with a scheme of
 * its own, as in builds, Node 22 refuses where an ES module is required.
 */
export const BUNDLE_NAME = 'verdigris/register/bundle'

/** A file as Node gets it. */
export interface CompiledFile {
  code: string
  format: 'module' | 'commonjs'
  /** For labels that another file has as well. */
  sites: readonly Site[]
  /** Rendered. */
  warnings: readonly string[]
}

/** The worker bundle of a file. */
export interface LinkedFile {
  /** The module that tells the file where its bundle is. */
  module: string
  /** What was linked, with a hash of each. */
  inputs: readonly (readonly [file: string, hash: string])[]
}

export function keyOf(...parts: readonly string[]): string {
  return hashText([compilerVersion(), ...parts].join('\0'))
}

export function readCompiled(cache: string, key: string): CompiledFile | undefined {
  return read(path.join(cache, `${key}.file.json`)) as CompiledFile | undefined
}

export function writeCompiled(cache: string, key: string, compiled: CompiledFile): void {
  write(path.join(cache, `${key}.file.json`), compiled)
}

/** Only if everything is as it was linked. */
export function readLinked(cache: string, key: string): LinkedFile | undefined {
  const linked = read(path.join(cache, `${key}.link.json`)) as LinkedFile | undefined
  if (linked === undefined || !touch(path.dirname(linked.module))) return undefined
  return linked.inputs.every(([file, hash]) => hashFile(file) === hash) ? linked : undefined
}

export function writeLinked(cache: string, key: string, linked: LinkedFile): void {
  write(path.join(cache, `${key}.link.json`), linked)
}

export function hashFile(file: string): string | undefined {
  try {
    return hashText(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function read(file: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    touch(file)
    return value
  } catch {
    return undefined
  }
}

function write(file: string, value: unknown): void {
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, JSON.stringify(value))
  renameSync(fresh, file)
}

const HOUR_MS = 60 * 60 * 1000

/** Says that it is in use, to those who remove what is not. `false` if it is not there any more. */
function touch(file: string): boolean {
  try {
    const now = Date.now()
    if (now - statSync(file).mtimeMs > HOUR_MS) utimesSync(file, now / 1000, now / 1000)
    return true
  } catch {
    return false
  }
}

let version: string | undefined

function compilerVersion(): string {
  if (version === undefined) {
    const require = createRequire(import.meta.url)
    const { version: esbuild } = require('esbuild/package.json') as { version: string }
    const own = fileURLToPath(import.meta.url)
    version = [own, statSync(own).mtimeMs, esbuild, process.version].join(' ')
  }
  return version
}
