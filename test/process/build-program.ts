// Builds a program of `programs/` as a user would, with esbuild and the plugin of the built package.
import path from 'node:path'
import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

const HERE = import.meta.dirname

/** Gives the path of the built module, an ES module that imports `verdigris` by name. */
export async function buildProgram(name: string): Promise<string> {
  // Below the package, so that `verdigris` resolves to it.
  const outdir = path.join(HERE, '.build', `${name}-${process.pid}`)
  await build({
    entryPoints: [path.join(HERE, 'programs', `${name}.ts`)],
    absWorkingDir: HERE,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    logLevel: 'silent',
    plugins: [verdigris()],
  })
  return path.join(outdir, `${name}.mjs`)
}

/** Builds a program and loads it into this process. */
export async function loadProgram<Program>(name: string): Promise<Program> {
  return (await import(await buildProgram(name))) as Program
}
