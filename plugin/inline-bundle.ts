// The worker bundle as part of the program's output file: one line at its top, with all files in a string. In a
// single executable that line is also what makes the process a worker before any statement of the app; elsewhere
// the string is read out of the file, which is not run.

import { deflateRawSync } from 'node:zlib'

import { LABEL_VARIABLE } from '../src/wire/environment.ts'
import { INLINE_MARK, START_INLINE } from '../src/wire/inline.ts'
import { patchInlineProgram } from './placeholder.ts'
import type { WorkerBundle } from './worker-bundle.ts'

export type ProgramFormat = 'cjs' | 'esm'

/** The program's code with the bundle in it, one line longer than before. */
export function inlineBundle(code: string, bundle: WorkerBundle, format: ProgramFormat): string {
  const [hashbang = ''] = /^#!.*\n/.exec(code) ?? []
  const rest = patchInlineProgram(code.slice(hashbang.length), bundle.buildId)
  // A directive is one only at the top.
  const [, directive = ''] = /^\s*(["']use strict["'])/.exec(rest) ?? []
  return `${hashbang}${directive && `${directive};`}${firstLine(bundle, format)}\n${shiftInlineMap(rest)}`
}

/** A source map of the code before, for the code with the line. */
export function shiftMap(text: string): string {
  const map = JSON.parse(text) as { mappings: string }
  return JSON.stringify({ ...map, mappings: `;${map.mappings}` })
}

/** Whether a program has a bundle in it. The library's own code has the mark, and no build behind it. */
export function isInlineProgram(code: string): boolean {
  const at = code.indexOf(`"${INLINE_MARK}`)
  return at !== -1 && /^[\da-f]{16} /.test(code.slice(at + 1 + INLINE_MARK.length))
}

function firstLine(bundle: WorkerBundle, format: ProgramFormat): string {
  // CommonJS is the body of a function. An ES module that awaits what never comes goes no further; the process
  // ends when its work is done.
  const stop = format === 'cjs' ? 'return' : 'await new Promise(() => {})'
  return (
    `if (process.env.${LABEL_VARIABLE} !== void 0 && process.getBuiltinModule('node:sea')?.isSea()) ` +
    `{ (${START_INLINE.replaceAll(/\n\s*/g, ' ')})` +
    `("${pack(bundle)}", process.execPath); ${stop} }`
  )
}

function pack({ buildId, files }: WorkerBundle): string {
  const parts = [...files].map(([name, data]) => {
    if (typeof data !== 'string') throw new Error(whyNotInline(name))
    return `${name}=${deflateRawSync(data).toString('base64')}`
  })
  return `${INLINE_MARK}${[buildId, ...parts].join(' ')})`
}

function whyNotInline(name: string): string {
  return (
    `inline-asset: A closure uses ${name}, which is a file of its own, and \`inline: true\` leaves no place ` +
    "for one. Give its loader as 'text', 'binary' or 'dataurl', or leave `inline` out."
  )
}

const INLINE_MAP = /(\/\/# sourceMappingURL=data:application\/json[^,\n]*;base64,)([\w+/=]+)(\s*)$/

function shiftInlineMap(code: string): string {
  return code.replace(INLINE_MAP, (_, start: string, data: string, end: string) => {
    const shifted = shiftMap(Buffer.from(data, 'base64').toString())
    return start + Buffer.from(shifted).toString('base64') + end
  })
}
