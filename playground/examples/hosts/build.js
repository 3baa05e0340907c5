// esbuild and nothing else: node build.js && node dist/esbuild/app.js

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['app.ts'],
  outdir: 'dist/esbuild',
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  plugins: [verdigris()],
})
