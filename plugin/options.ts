// Options of the build plugin.

/** Options of the build plugin, the same for every bundler. */
export interface VerdigrisPluginOptions {
  /**
   * Module whose exports are the project's own classes that cross between processes as themselves: a path
   * relative to the project's root (`./src/types.ts`), or a package.
   */
  types?: string
}
