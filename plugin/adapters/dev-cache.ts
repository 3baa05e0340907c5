// Worker bundles of a dev server, in directories that are named by their content. A program may still run an
// old one, so each stays until nobody has asked for it for a day.

import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { hashText } from '../virtual.ts'
import type { WorkerBundle } from '../worker-bundle.ts'

/** Where the bundles of a server are. */
export function bundleCacheOf(cacheDir: string): string {
  return path.join(cacheDir, 'verdigris')
}

/** Writes a bundle, or finds it written, and returns its directory. */
export async function storeBundle(bundle: WorkerBundle, cache: string): Promise<string> {
  const parts = [...bundle.files].flatMap(([name, data]) => [
    name,
    Buffer.from(data).toString('latin1'),
  ])
  const target = path.join(cache, hashText(parts.join('\n')))
  const now = new Date()
  // Not there: it is new, or another server has just removed it.
  await utimes(target, now, now).catch(() => writeBundle(bundle, target))
  return target
}

/** Removes what nobody has used for a day. Other servers may be doing the same. */
export async function removeOldBundles(cache: string): Promise<void> {
  const names = await readdir(cache).catch(() => [])
  await Promise.all(
    names.map(async (name) => {
      const directory = path.join(cache, name)
      const used = await stat(directory).catch(() => undefined)
      if (used === undefined || Date.now() - used.mtimeMs < DAY_MS) return
      // What cannot be removed may stay.
      await rm(directory, { recursive: true, force: true }).catch(() => {})
    }),
  )
}

const DAY_MS = 24 * 60 * 60 * 1000

/** All files or none: two servers may share a cache. */
async function writeBundle(bundle: WorkerBundle, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true })
  const fresh = await mkdtemp(`${target}.`)
  for (const [name, data] of bundle.files) {
    await mkdir(path.dirname(path.join(fresh, name)), { recursive: true })
    await writeFile(path.join(fresh, name), data)
  }
  try {
    await rename(fresh, target)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}
