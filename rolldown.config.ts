// Makes a few files of the runtime: to read fifty takes four times as long as to read two. What `import 'verdigris'`
// needs is one, and what is behind a call is loaded with the first.
import { readFileSync } from 'node:fs'
import path from 'node:path'

import type { RolldownOptions } from 'rolldown'

const FOLDER = path.join(import.meta.dirname, 'dist/src')
const ENTRY = path.join(FOLDER, 'index.js')

/** The file, everything that it imports, and so on. */
function collect(file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) {
    collect(path.resolve(path.dirname(file), name), found)
  }
  return found
}

const atImport = collect(ENTRY)

export default {
  input: ENTRY,
  platform: 'node',
  external: /^node:/,
  logLevel: 'warn',
  transform: { target: 'node20.19' },
  output: {
    dir: FOLDER,
    chunkFileNames: '[name]-[hash].js',
    comments: false,
    codeSplitting: {
      groups: [{ name: 'runtime', test: (id) => atImport.has(id) || id.includes('node_modules') }],
    },
  },
} satisfies RolldownOptions
