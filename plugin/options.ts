// Options of the build plugin.

import path from 'node:path'

/** Options of the build plugin, the same for every bundler. */
export interface VerdigrisPluginOptions {
  /**
   * Where the worker bundle goes: `'folder'` is a folder `verdigris` beside the program's output; `'inline'` is in
   * the program's output file, which can be deployed alone, or be made a single executable.
   * @default 'folder'
   */
  bundle?: 'folder' | 'inline'
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
}

/** What an import of such a path or package says, wherever it stands. */
export function toSpecifier(name: string, root: string): string {
  return name.startsWith('.') ? path.resolve(root, name) : name
}
