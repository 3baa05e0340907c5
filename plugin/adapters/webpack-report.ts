// Problems in the form that webpack and Rspack print.

import type { Compilation, Compiler, Module } from 'webpack'

import type { Problem } from '../problem.ts'

/** Adds a problem to what the build ends with, at its place in its module. */
export function toWebpackError(
  compiler: Compiler,
  problem: Problem,
  module: Module | undefined,
): Compilation['errors'][number] {
  const { line, column, length, file } = problem
  const error = new compiler.webpack.WebpackError(problem.rendered)
  error.hideStack = true
  if (module) error.module = module
  if (file !== undefined) {
    error.file = file
    error.loc = {
      start: { line, column: column - 1 },
      end: { line, column: column - 1 + length },
    }
  }
  return error
}
