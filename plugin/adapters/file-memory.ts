// What was made of files, for as long as they are not written again.

import { readFile, stat } from 'node:fs/promises'

/** Results by file and by what they are for. */
export class FileMemory {
  readonly #keyToKnown = new Map<string, Promise<Known>>()

  /** What `make` returns for the text of `file`, which is read only if it may have changed. */
  async get<T>(file: string, use: string, make: (text: string) => T): Promise<T> {
    const key = `${use}\n${file}`
    const stamp = await stampOf(file)
    const known = await this.#keyToKnown.get(key)?.catch(() => undefined)
    // `use` says what the result is.
    if (stamp !== undefined && known?.stamp === stamp) return known.result as T
    const made = readFile(file, 'utf8').then((text) => ({ stamp, result: make(text) }))
    this.#keyToKnown.set(key, made)
    return (await made).result
  }
}

interface Known {
  stamp: string | undefined
  result: unknown
}

/** What is different when a file has been written again; `undefined` where that cannot be known yet. */
async function stampOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  // The file may be none, and whoever reads it says so.
  if (!found || Date.now() - Number(found.mtimeMs) < UNSETTLED_MS) return undefined
  const { ino, size, mtimeNs, ctimeNs } = found
  return [ino, size, mtimeNs, ctimeNs].join(' ')
}

// Some file systems count in steps of two seconds. esbuild waits for as long with the files that it reads itself.
const UNSETTLED_MS = 3000
