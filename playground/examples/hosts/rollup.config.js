// Rollup and nothing else: npx rollup -c && node dist/rollup/app.js
// Rollup reads no TypeScript. What strips the types comes after verdigris, which needs to see them.

import { transform } from 'esbuild'
import verdigris from 'verdigris/rollup'

const typescript = {
  name: 'typescript',
  async transform(code, id) {
    if (!id.endsWith('.ts')) return null
    const { code: stripped, map } = await transform(code, { loader: 'ts', sourcemap: true })
    return { code: stripped, map }
  },
}

export default {
  input: 'app.ts',
  output: { dir: 'dist/rollup' },
  external: [/^verdigris/],
  plugins: [verdigris(), typescript],
}
