// Which packages have native code. They look for it beside their own files, so they must stay where they are.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The name of the package that a specifier names; `undefined` for paths and for Node's own modules. */
export function packageNameOf(specifier: string): string | undefined {
  return /^(@[^/]+\/[^/]+|[\w][^/:]*)(\/|$)/.exec(specifier)?.[1]
}

/** Whether `file` belongs to the package `name`, and that has native code or downloads it. */
export function isNativePackage(name: string, file: string): boolean {
  const from = path.dirname(file)
  const key = `${name}\n${from}`
  let isNative = keyToAnswer.get(key)
  if (isNative === undefined) {
    const directory = findPackage(name, from)
    keyToAnswer.set(key, (isNative = directory !== undefined && hasNativeCode(directory)))
  }
  return isNative
}

// For as long as the bundler runs: packages do not change what they are.
const keyToAnswer = new Map<string, boolean>()

interface Manifest {
  name?: string
  gypfile?: boolean
  binary?: unknown
  napi?: unknown
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

function findPackage(name: string, directory: string): string | undefined {
  if (readManifest(directory)?.name === name) return directory
  const parent = path.dirname(directory)
  return parent === directory ? undefined : findPackage(name, parent)
}

function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

// What finds a compiled file, or gets one, when a package is installed or loaded.
const LOADERS =
  /^(bindings|node-gyp-build(-optional-packages)?|pkg-prebuilds|prebuild-install|(@mapbox\/)?node-pre-gyp)$/
// Packages with the files of one platform: `@koromix/koffi-linux-x64`, `lightningcss-darwin-arm64`.
const OF_PLATFORM = /(linux|darwin|win32)-?(x64|arm64)/

function hasNativeCode(directory: string): boolean {
  const { gypfile, binary, napi, dependencies, optionalDependencies } =
    readManifest(directory) ?? {}
  return (
    gypfile === true ||
    binary !== undefined ||
    napi !== undefined ||
    Object.keys(dependencies ?? {}).some((each) => LOADERS.test(each)) ||
    Object.keys(optionalDependencies ?? {}).some((each) => OF_PLATFORM.test(each)) ||
    ['binding.gyp', 'prebuilds'].some((each) => existsSync(path.join(directory, each))) ||
    ['.', 'build/Release'].some((each) => hasAddon(path.join(directory, each)))
  )
}

function hasAddon(directory: string): boolean {
  try {
    return readdirSync(directory).some((name) => name.endsWith('.node'))
  } catch {
    return false
  }
}
