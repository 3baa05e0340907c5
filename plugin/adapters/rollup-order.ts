// In one output file, Rollup puts what is imported with `import()` behind all else. A program whose top-level
// `await` is for that waits for a namespace which the file has not come to, and gets `undefined`.

import { parseSync } from 'oxc-parser'

/**
 * A file of the library, with what it imports later named at its end as well. Rollup then puts it first. As it has
 * no side effects, a build with chunks loads it no earlier.
 */
export function nameLaterImports(code: string): string {
  const later = parseSync('library.js', code).module.dynamicImports
  const sources = later.map(({ moduleRequest: { start, end } }) => code.slice(start, end))
  // Others are told at run time what to load.
  const known = sources.filter((source) => /^["']/.test(source))
  return [code, ...known.map((source) => `import ${source}`)].join('\n')
}
