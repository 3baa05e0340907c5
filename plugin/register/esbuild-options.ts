// What esbuild is told, of single files and of links.

import type { BuildOptions } from 'esbuild'

import type { FileConfig } from './project.ts'

/** The Node that runs the program runs its children. */
export const TARGET: string = `node${process.versions.node}`

/** JSX as esbuild reads it from a tsconfig.json, which may leave it to a tool that is not here. */
export function jsxOf({ jsx, jsxFactory, jsxFragmentFactory }: FileConfig['compilerOptions']): {
  jsx?: NonNullable<BuildOptions['jsx']>
  jsxFactory?: string
  jsxFragment?: string
} {
  if (jsx === undefined || jsx === 'react') {
    return {
      ...(jsxFactory === undefined ? {} : { jsxFactory }),
      ...(jsxFragmentFactory === undefined ? {} : { jsxFragment: jsxFragmentFactory }),
    }
  }
  return { jsx: 'automatic' }
}
