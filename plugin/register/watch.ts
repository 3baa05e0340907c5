// `node --watch` restarts the program when a file changes that it has loaded. What only closures use it does
// not load.

import { pathToFileURL } from 'node:url'

/** Tells a watching Node of files that worker modules were linked from. On the program's thread. */
export function reportWatched(files: readonly string[]): void {
  // The way in which Node's own loaders do it.
  if (process.env['WATCH_REPORT_DEPENDENCIES'] === undefined) return
  process.send?.({ 'watch:import': files.map((file) => pathToFileURL(file).href) })
}
