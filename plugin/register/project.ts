// What a program that is not built has in the place of a bundler's config: its package.json, the nearest
// tsconfig.json of each file, and a directory for what has been compiled.

import { accessSync, constants, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig'

import type { VerdigrisPluginOptions } from '../options.ts'

export interface Project {
  /** Directory of the nearest package.json above the working directory. */
  root: string
  /** Directory of everything that was compiled before. */
  cache: string
  /** The field `verdigris` of package.json. */
  options: VerdigrisPluginOptions
}

export function findProject(): Project {
  const cwd = process.cwd()
  const root = findUp(cwd, 'package.json') ?? cwd
  return { root, cache: findCache(root), options: readOptions(root) }
}

/** What a tsconfig.json says of a file. */
export interface FileConfig {
  compilerOptions: NonNullable<TsConfigResult['config']['compilerOptions']>
  /** Files that `paths` may mean by a specifier. */
  matchPaths: ((specifier: string) => string[]) | undefined
}

const NO_CONFIG: FileConfig = { compilerOptions: {}, matchPaths: undefined }
const directoryToConfig = new Map<string, FileConfig>()
const readConfigs = new Map<string, unknown>()

export function configOf(file: string): FileConfig {
  const directory = path.dirname(file)
  let config = directoryToConfig.get(directory)
  if (!config) {
    // A package's own tsconfig.json, published by mistake, may extend what is not there.
    const found = isInPackages(file) ? null : getTsconfig(directory, 'tsconfig.json', readConfigs)
    config = found ? toConfig(found) : NO_CONFIG
    directoryToConfig.set(directory, config)
  }
  return config
}

/** Whether a package manager has put the file there. */
export function isInPackages(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file)
}

/** The `type` that a package.json gives to the files around it. */
export function packageTypeOf(file: string): 'module' | 'commonjs' | undefined {
  const directory = findUp(path.dirname(file), 'package.json')
  const type = directory === undefined ? undefined : readManifest(directory).type
  return type === 'module' || type === 'commonjs' ? type : undefined
}

function toConfig(found: TsConfigResult): FileConfig {
  return {
    compilerOptions: found.config.compilerOptions ?? {},
    matchPaths: createPathsMatcher(found) ?? undefined,
  }
}

function readOptions(root: string): VerdigrisPluginOptions {
  const { types, preload } = readManifest(root).verdigris ?? {}
  return {
    ...(types === undefined ? {} : { types }),
    ...(preload === undefined ? {} : { preload }),
  }
}

interface Manifest {
  type?: string
  verdigris?: VerdigrisPluginOptions
}

function readManifest(directory: string): Manifest {
  try {
    return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return {}
  }
}

function findUp(from: string, name: string): string | undefined {
  for (let directory = from; ; directory = path.dirname(directory)) {
    if (canRead(path.join(directory, name))) return directory
    if (directory === path.dirname(directory)) return undefined
  }
}

function canRead(file: string): boolean {
  return can(file, constants.R_OK)
}

function can(file: string, mode: number): boolean {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}

function findCache(root: string): string {
  return (
    openCache(path.join(root, 'node_modules/.cache/verdigris')) ??
    // A tree that is read-only. What lies there is run, so nobody else may have put it there.
    openCache(path.join(tmpdir(), `verdigris-${process.getuid?.() ?? 'user'}`), isPrivate) ??
    fail(root)
  )
}

function openCache(directory: string, isSafe?: (directory: string) => boolean): string | undefined {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Paths in worker bundles are relative to where they really are.
    if (isSafe?.(directory) === false || !can(directory, constants.W_OK)) return undefined
    return realpathSync(directory)
  } catch {
    return undefined
  }
}

function isPrivate(directory: string): boolean {
  const { uid, mode } = lstatSync(directory)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

function fail(root: string): never {
  throw new Error(
    `verdigris/register has nowhere to put worker bundles: neither ${root}/node_modules/.cache nor ` +
      `${tmpdir()} can be written to by this user alone. Make one of them writable, or set TMPDIR.`,
  )
}
