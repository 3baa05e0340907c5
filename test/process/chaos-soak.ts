// `npm run soak -- 600`: the chaos test for so many seconds, or SOAK_SECONDS, with CHAOS_SEED if that is set.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

// This file is bundled into `test/process/.build`.
const folder = import.meta.dirname
const outfile = path.join(folder, `soak-${process.pid}/chaos.mjs`)
await build({
  entryPoints: [path.resolve(folder, '../programs/chaos.ts')],
  absWorkingDir: folder,
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [verdigris()],
})
const seconds = process.argv[2] ?? process.env['SOAK_SECONDS'] ?? '60'
const seed = process.env['CHAOS_SEED'] ?? String(Date.now() % 2 ** 32)
const program = spawn(process.execPath, ['--enable-source-maps', outfile, seconds, seed], {
  stdio: 'inherit',
})
program.once('exit', (code) => (process.exitCode = code ?? 1))
