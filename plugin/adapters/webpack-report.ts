// Problems in the form that webpack and Rspack print.

import path from 'node:path'

import type { Compilation, Compiler, Module, WebpackError } from 'webpack'

import type { Problem } from '../problem.ts'
import { toPosix } from '../virtual.ts'

type BuildError = Compilation['errors'][number]

/** A problem at its place, in its module if the program has it. */
export function toWebpackError(
  compiler: Compiler,
  { rendered, line, column, length, file }: Problem,
  module: Module | undefined,
): BuildError {
  const error = toFileError(compiler, rendered, module ? undefined : file)
  if (module) error.module = module
  if (file !== undefined) {
    const start = { line, column: column - 1 }
    error.loc = { start, end: { line, column: start.column + length } }
  }
  return error
}

/** An error about a whole file, if any. */
export function toFileError(
  { webpack, context }: Compiler,
  message: string,
  file: string | undefined,
): WebpackError {
  const error = new webpack.WebpackError(message)
  error.hideStack = true
  if (file !== undefined) error.file = `./${toPosix(path.relative(context, file))}`
  return error
}
