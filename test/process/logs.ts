// Files in which processes note what they do, in order.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { until } from './processes.ts'

export interface Log {
  /** An empty file. */
  file: string
  /** A path beside it, of a file that is not there. */
  beside: (name: string) => string
  /** What has been noted. */
  read: () => string
  /** Waits until exactly this has been noted, and shows what has been instead if it never is. */
  expect: (text: string) => Promise<void>
  remove: () => void
}

export function createLog(): Log {
  const folder = mkdtempSync(path.join(tmpdir(), 'verdigris-'))
  const file = path.join(folder, 'log')
  writeFileSync(file, '')
  const read = (): string => readFileSync(file, 'utf8').trim()
  return {
    file,
    beside: (name) => path.join(folder, name),
    read,
    expect: async (text) => {
      const patience = AbortSignal.timeout(15_000)
      await until(() => patience.aborted || read() === text)
      expect(read()).toBe(text)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
