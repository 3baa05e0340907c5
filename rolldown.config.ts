// Makes a few files of the runtime: to read fifty takes four times as long as to read two. What `import 'verdigris'`
// needs is one, and what is behind a call is loaded with the first.
import { readFileSync } from 'node:fs'
import path from 'node:path'

import type { OutputOptions, RolldownOptions } from 'rolldown'

/** How the compiled runtime in `folder` is put together. */
export function optionsFor(folder: string): RolldownOptions & { output: OutputOptions } {
  const input = path.join(folder, 'index.js')
  const atImport = collect(input)
  return {
    input,
    platform: 'node',
    external: /^node:/,
    logLevel: 'warn',
    transform: { target: 'node20.19' },
    output: {
      dir: folder,
      chunkFileNames: '[name]-[hash].js',
      comments: false,
      codeSplitting: {
        groups: [{ name: 'runtime', test: (id) => atImport.has(id) || !id.startsWith(folder) }],
      },
    },
  }
}

/** The file, everything that it imports, and so on. */
function collect(file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) {
    collect(path.resolve(path.dirname(file), name), found)
  }
  return found
}

export default (): RolldownOptions => optionsFor(path.join(import.meta.dirname, 'dist/src'))
