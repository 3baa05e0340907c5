// Builds the tests into `dist`.

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['*.test.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  plugins: [verdigris()],
})
