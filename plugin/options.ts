// Options of the build plugin.

import path from 'node:path'

/** Options of the build plugin, the same for every bundler. */
export interface VerdigrisPluginOptions {
  /**
   * Puts the worker bundle into the program's output file, which can then be deployed alone, or be made a single
   * executable; else it is a folder `verdigris` beside that. With esbuild, Rollup, Rolldown and Vite.
   * @default false
   */
  inline?: boolean
  /**
   * Module whose exports are the project's own classes that cross between processes as themselves: a path
   * relative to the project's root (`./src/types.ts`), or a package.
   */
  types?: string
  /**
   * Modules that every process imports before anything else, for what they do and not for what they export:
   * polyfills, instrumentation. Paths relative to the project's root (`./src/polyfill.ts`), or packages. A bare
   * `import './polyfill'` in a file with calls runs in the program only.
   * @default []
   */
  preload?: readonly string[]
  /**
   * What worker processes import at run time although the bundler would make it part of their code: names of
   * packages, which mean their subpaths as well, or patterns that the import's specifier is tested with. Packages
   * with native code are always among them.
   * @default []
   */
  external?: readonly (string | RegExp)[]
  /**
   * The reverse: packages that become part of the code of worker processes although the bundler leaves them
   * alone. `external` wins.
   * @default []
   */
  bundle?: readonly (string | RegExp)[]
}

/** What an import of such a path or package says, wherever it stands. */
export function toSpecifier(name: string, root: string): string {
  return name.startsWith('.') ? path.resolve(root, name) : name
}
