// `import.meta.url`, `__dirname` and their kind mean the place of the source file, wherever the code is
// linked to. esbuild replaces them by names; each module that mentions them imports those names from a
// module that computes them relative to the worker bundle, so that a moved checkout still works.

import path from 'node:path'

import type { Plugin } from 'esbuild'

import { toPathToken } from './placeholder.ts'
import { toPosix } from './virtual.ts'

/** To be given to esbuild, for all modules. */
export const HERE_DEFINES: Readonly<Record<string, string>> = {
  'import.meta.url': '__verdigris_url',
  'import.meta.filename': '__verdigris_filename',
  'import.meta.dirname': '__verdigris_dirname',
  __filename: '__verdigris_filename',
  __dirname: '__verdigris_dirname',
}

const MENTION = /\bimport\.meta\.(url|filename|dirname)\b|\b__(file|dir)name\b/
const ES_SYNTAX = /^\s*(import|export)\b|\bimport\.meta\b|[;}]\s*(import|export)\b/m
const SPECIFIER = 'verdigris-here:'

/** The module's code with the names that `HERE_DEFINES` puts into it. No line moves. */
export function addLocation(code: string, file: string): string {
  if (!MENTION.test(code)) return code
  const from = JSON.stringify(SPECIFIER + file)
  const names = ['url', 'filename', 'dirname']
  if (hasModuleSyntax(code)) {
    // Imports are hoisted, so the end will do, and nothing before it moves.
    const list = names.map((name) => `${name} as __verdigris_${name}`).join(', ')
    return `${code}\nimport { ${list} } from ${from}\n`
  }
  const list = names.map((name) => `${name}: __verdigris_${name}`).join(', ')
  const [start] = /^(#!.*\n)?\s*((['"])use strict\3;?)?/.exec(code) ?? ['']
  return `${start};var { ${list} } = require(${from});${code.slice(start.length)}`
}

/** The text as it was, for source maps. */
export function removeLocation(text: string): string {
  return text.replace(ADDED, '')
}

const ADDED = new RegExp(
  [
    String.raw`\nimport \{ url as __verdigris_url, [^}]*\} from "verdigris-here:[^"]*"\n`,
    String.raw`;var \{ url: __verdigris_url, [^}]*\} = require\("verdigris-here:[^"]*"\);`,
  ].join('|'),
)

/** Whether the text reads like an ES module; a guess that is wrong only for code inside strings. */
export function hasModuleSyntax(code: string): boolean {
  return ES_SYNTAX.test(code)
}

/** Provides the modules that `addLocation` imports. */
export function locationPlugin(root: string): Plugin {
  const namespace = 'verdigris-here'
  return {
    name: 'verdigris:source-location',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^verdigris-here:/ }, ({ path: specifier }) => ({
        // Shown in comments of the output, which is to be the same wherever the project lies.
        path: toPosix(path.relative(root, specifier.slice(SPECIFIER.length))),
        namespace,
        sideEffects: false,
      }))
      onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({
        contents: `
          import { dirname as toDirectory, resolve } from 'node:path'
          import { pathToFileURL } from 'node:url'
          export const filename = resolve(__verdigris_directory, ${JSON.stringify(toPathToken(path.resolve(root, name), root))})
          export const dirname = toDirectory(filename)
          export const url = pathToFileURL(filename).href
        `,
      }))
    },
  }
}
