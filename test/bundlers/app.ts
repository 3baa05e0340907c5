// The app that every host builds: a copy of `fixtures/app` in a directory of its own, with packages installed
// as a package manager would, and the built library among them.

import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import type { VerdigrisPluginOptions } from 'verdigris/unplugin'
import { onTestFinished } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FIXTURE = path.join(import.meta.dirname, 'fixtures/app')

export interface App {
  readonly root: string
  /** What the plugin is given. */
  options: VerdigrisPluginOptions
  read: (name: string) => string
  write: (name: string, text: string) => void
  edit: (name: string, from: string, to: string) => void
  remove: (name: string) => void
  /** Names of the files below a directory. */
  list: (name: string) => string[]
}

/** What `src/main.ts` prints when it is called with `hi`. */
export const EXPECTED = {
  capture: 'prefix hi 3',
  alias: 'HI',
  json: 'green',
  virtual: 'virtual value',
  define: 'salt',
  cjs: 'cjs in dep-cjs',
  esm: 42,
  nested: '<hi!>',
  outer: 'outer hi',
  dynamic: 'lazy hi',
  place: 'where.ts',
  neighbour: 'beside',
  meta: 'lib where.ts neighbour.txt node:fs',
  process: 'clean',
  error: 'fail.ts:7:9',
} as const

/** What apps load themselves. */
const INSTALLED = ['vitest', 'webpack', 'esbuild-loader', '@rspack/core']

/** A fresh copy of the app, removed when the test has finished. */
export function createApp(): App {
  // Some hosts report real paths, and the temporary directory may be a link.
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'verdigris-app-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(FIXTURE, root, { recursive: true })
  const modules = path.join(root, 'node_modules')
  cpSync(path.join(root, 'packages'), modules, { recursive: true })
  symlinkSync(ROOT, path.join(modules, 'verdigris'))
  mkdirSync(path.join(modules, '@rspack'))
  for (const name of INSTALLED) {
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name))
  }
  return {
    root,
    options: {},
    read: (name) => readFileSync(path.join(root, name), 'utf8'),
    write(name, text) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
      writeFileSync(path.join(root, name), text)
    },
    edit(name, from, to) {
      const text = readFileSync(path.join(root, name), 'utf8')
      if (!text.includes(from)) throw new Error(`${name} has no ${from}`)
      writeFileSync(path.join(root, name), text.replace(from, to))
    },
    remove: (name) => rmSync(path.join(root, name), { recursive: true }),
    list: (name) =>
      readdirSync(path.join(root, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          path.relative(path.join(root, name), path.join(entry.parentPath, entry.name)),
        ),
  }
}

/** Runs a built program in a process of its own and parses what it prints. */
export async function runProgram(
  file: string,
  ...args: string[]
): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    timeout: 20_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return JSON.parse(stdout) as Record<string, unknown>
}
