// `import.meta`, `__dirname` and their kind mean the place of the source file, wherever the code is linked to.
// esbuild replaces them by names; each module that mentions them imports those names from a module that computes
// them relative to the worker bundle, so that a moved checkout still works.

import path from 'node:path'

import type { Plugin } from 'esbuild'

import { toPathToken } from './placeholder.ts'
import { toPosix } from './virtual.ts'

/** To be given to esbuild, for all modules. */
export const HERE_DEFINES: Readonly<Record<string, string>> = {
  'import.meta.url': '__verdigris_url',
  'import.meta.filename': '__verdigris_filename',
  'import.meta.dirname': '__verdigris_dirname',
  'import.meta': '__verdigris_meta',
  __filename: '__verdigris_filename',
  __dirname: '__verdigris_dirname',
}

const MENTION = /\bimport\s*\.\s*meta\b|\b__(file|dir)name\b/
/** `import.meta.resolve`, or all of `import.meta`, which has it. */
const MAY_RESOLVE = /\bimport\s*\.\s*meta\b\s*(?!\s|\??\.\s*(?!resolve\b)[\w$])/
const ES_SYNTAX = /^\s*(import|export)\b|\bimport\.meta\b|[;}]\s*(import|export)\b/m
const HERE = 'verdigris-here'
/** Nothing but an ES module can resolve as one. */
const HERE_RESOLVING = 'verdigris-here-resolving'

/** The module's code with the names that `HERE_DEFINES` puts into it. No line moves. */
export function addLocation(code: string, file: string): string {
  if (!MENTION.test(code)) return code
  const names = ['url', 'filename', 'dirname']
  if (hasModuleSyntax(code)) {
    // Imports are hoisted, so the end will do, and nothing before it moves.
    const list = [...names, 'meta'].map((name) => `${name} as __verdigris_${name}`).join(', ')
    const from = JSON.stringify(`${MAY_RESOLVE.test(code) ? HERE_RESOLVING : HERE}:${file}`)
    return `${code}\nimport { ${list} } from ${from}\n`
  }
  const list = names.map((name) => `${name}: __verdigris_${name}`).join(', ')
  const [start] = /^(#!.*\n)?\s*((['"])use strict\3;?)?/.exec(code) ?? ['']
  const from = JSON.stringify(`${HERE}:${file}`)
  return `${start};var { ${list} } = require(${from});${code.slice(start.length)}`
}

/** Whether what has been linked with these modules, by esbuild's names for them, has to be an ES module. */
export function mustBeModule(inputs: readonly string[]): boolean {
  return inputs.some((input) => input.startsWith(`${HERE_RESOLVING}:`))
}

/** The text as it was, for source maps. */
export function removeLocation(text: string): string {
  return text.replace(ADDED, '')
}

const ADDED = new RegExp(
  [
    String.raw`\nimport \{ url as __verdigris_url, [^}]*\} from "verdigris-here(?:-resolving)?:[^"]*"\n`,
    String.raw`;var \{ url: __verdigris_url, [^}]*\} = require\("verdigris-here:[^"]*"\);`,
  ].join('|'),
)

/** Whether the text reads like an ES module; a guess that is wrong only for code inside strings. */
export function hasModuleSyntax(code: string): boolean {
  return ES_SYNTAX.test(code)
}

/** To be at the top of ES modules that are linked. */
export const RESOLVE_BANNER = 'const __verdigris_resolve = (name) => import.meta.resolve(name)'

/** Provides the modules that `addLocation` imports. */
export function locationPlugin(root: string): Plugin {
  return {
    name: 'verdigris:source-location',
    setup({ onResolve, onLoad }) {
      for (const namespace of [HERE, HERE_RESOLVING]) {
        onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path: specifier }) => ({
          // Shown in comments of the output, which is to be the same wherever the project lies.
          path: toPosix(path.relative(root, specifier.slice(namespace.length + 1))),
          namespace,
          sideEffects: false,
        }))
        onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({
          contents: printHere(toPathToken(path.resolve(root, name), root), namespace),
        }))
      }
    },
  }
}

function printHere(token: string, namespace: string): string {
  // As Node resolves: a path from the file, which here is the source, and packages from where the code is, as
  // those that are imported.
  const resolve = `resolve: (name) => /^\\.{0,2}\\//.test(name) ? new URL(name, url).href : __verdigris_resolve(name)`
  return `
    import { dirname as toDirectory, resolve } from 'node:path'
    import { pathToFileURL } from 'node:url'
    export const filename = resolve(__verdigris_directory, ${JSON.stringify(token)})
    export const dirname = toDirectory(filename)
    export const url = pathToFileURL(filename).href
    export const meta = { __proto__: null, dirname, filename, ${namespace === HERE_RESOLVING ? `${resolve}, ` : ''}url }
  `
}
