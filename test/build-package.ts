// Builds the package that tests import by its own name. A build is used again only if the contents of
// everything that went into it, and of everything that came out of it, are what they were.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

import { build } from 'esbuild'

const SOURCE_DIRECTORIES = ['src', 'plugin']
// The lock file pins the compiler and every type that it reads.
const SOURCE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json']
const STAMP = '.stamp'

/** Leaves an up-to-date build in `<root>/dist`. */
export async function buildPackage(root: string): Promise<void> {
  const dist = path.join(root, 'dist')
  const sources = hashSources(root)
  if (readStamp(dist) === `${sources} ${hashFiles(dist, listFiles(dist))}`) return

  // Built aside and moved into place, so that a test run beside this one never sees half a build.
  const fresh = path.join(root, 'node_modules/.cache', `verdigris-${process.pid}`)
  try {
    rmSync(fresh, { recursive: true, force: true })
    await compile(root, fresh)
    await mergeFiles(path.join(fresh, 'src/index.js'))
    writeFileSync(path.join(fresh, STAMP), `${sources} ${hashFiles(fresh, listFiles(fresh))}`)
    replaceDirectory(dist, fresh)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

async function compile(root: string, outDir: string): Promise<void> {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const args = [tsc, '-p', 'tsconfig.json', '--outDir', outDir]
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root })
  } catch (error) {
    // Type errors are for `npm run check`; tests report what runs wrongly. Without output there is nothing to run.
    const report = (error as { stdout?: string }).stdout ?? String(error)
    if (listFiles(outDir).length === 0) throw new Error(`The build failed:\n${report}`)
    console.warn(`The package has type errors:\n${report}`)
  }
}

/** As `npm run build:merge`: Node takes a millisecond for each file that it imports. */
async function mergeFiles(file: string): Promise<void> {
  await build({
    entryPoints: [file],
    outdir: path.dirname(file),
    splitting: true,
    chunkNames: '[name]-[hash]',
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  })
}

function replaceDirectory(target: string, fresh: string): void {
  const old = `${fresh}.old`
  try {
    renameSync(target, old)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  try {
    renameSync(fresh, target)
  } catch (error) {
    // Another run put its own build there in between: it was made from the same tree.
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  }
  rmSync(old, { recursive: true, force: true })
}

function hashSources(root: string): string {
  const files = SOURCE_DIRECTORIES.flatMap((directory) =>
    listFiles(path.join(root, directory)).map((file) => path.join(directory, file)),
  )
  return hashFiles(root, [...files, ...SOURCE_FILES])
}

function hashFiles(root: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file}\0${content.byteLength}\0`).update(content)
  }
  return hash.digest('hex')
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== STAMP)
      .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
      .toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readStamp(dist: string): string | undefined {
  try {
    return readFileSync(path.join(dist, STAMP), 'utf8')
  } catch {
    return undefined
  }
}
