// Thirteen ways in which real packages take a process down, one `task()` each.

import { statSync, truncateSync } from 'node:fs'
import path from 'node:path'

import koffi from 'koffi'
import { open } from 'lmdb'
import sqlite from 'node-sqlite3-wasm'
import { Index, MetricKind } from 'usearch'
import { task } from 'verdigris'
import type { ExitReason } from 'verdigris'

/** What is known to happen. */
export type Expected =
  | { kind: 'crash'; reason: ExitReason; signal?: NodeJS.Signals; exitCode?: number }
  | { kind: 'timeout'; timeoutMs: number }

export interface Failure {
  label: string
  package: string
  tried: string
  /** More than one where it is up to chance which comes first. */
  expected: readonly Expected[]
  /** Fails. `folder` is its own, empty and removed afterwards. */
  run: (folder: string) => Promise<unknown>
}

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'
const MiB = 1024 ** 2

/** Without it, what a dying process writes to stderr is also printed between our blocks. */
const stderr = 'ignore'

export const failures: readonly Failure[] = [
  {
    label: 'null-pointer',
    package: 'koffi',
    tried: 'strlen(NULL) through a foreign function interface',
    expected: [{ kind: 'crash', signal: 'SIGSEGV', reason: 'segfault' }],
    run: () =>
      task('null-pointer', { stderr }, () => {
        koffi.load(LIBC).func('size_t strlen(void *s)')(null)
      }),
  },
  {
    label: 'abort',
    package: 'koffi',
    tried: 'abort(), as native code does when it gives up on itself',
    expected: [{ kind: 'crash', signal: 'SIGABRT', reason: 'abort' }],
    run: () =>
      task('abort', { stderr }, () => {
        koffi.load(LIBC).func('void abort(void)')()
      }),
  },
  {
    label: 'double-free',
    package: 'koffi',
    tried: 'malloc, free, free',
    expected: [{ kind: 'crash', signal: 'SIGABRT', reason: 'abort' }],
    run: () =>
      task('double-free', { stderr }, () => {
        const libc = koffi.load(LIBC)
        const free = libc.func('void free(void *p)')
        const block: unknown = libc.func('void *malloc(size_t size)')(64)
        free(block)
        free(block)
      }),
  },
  {
    label: 'native-exit',
    package: 'koffi',
    tried: '_exit(3): the process is gone, no JavaScript handler runs',
    expected: [{ kind: 'crash', exitCode: 3, reason: 'exit' }],
    run: () =>
      task('native-exit', { stderr }, () => {
        process.on('exit', () => console.error('the JavaScript exit handler ran'))
        koffi.load(LIBC).func('void _exit(int status)')(3)
      }),
  },
  {
    label: 'deadlock',
    package: 'koffi',
    tried: 'lock one pthread mutex twice, with a handler for SIGTERM',
    expected: [{ kind: 'timeout', timeoutMs: 1000 }],
    run: () =>
      task('deadlock', { stderr, timeout: 1000 }, () => {
        process.on('SIGTERM', () => console.error('the JavaScript SIGTERM handler ran'))
        const libc = koffi.load(LIBC)
        const mutex = Buffer.alloc(64)
        const lock = libc.func('int pthread_mutex_lock(void *mutex)')
        libc.func('int pthread_mutex_init(void *mutex, void *attributes)')(mutex, null)
        lock(mutex)
        lock(mutex)
      }),
  },
  {
    label: 'truncated-map',
    package: 'lmdb',
    tried: 'cut data.mdb to nothing while the database is open, then read',
    expected: [{ kind: 'crash', signal: 'SIGBUS', reason: 'bus-error' }],
    run: (folder) =>
      task('truncated-map', { stderr }, async () => {
        const db = open({ path: folder })
        for (let i = 0; i < 2000; i++) void db.put(`key ${i}`, 'value '.repeat(40))
        await db.flushed
        truncateSync(path.join(folder, 'data.mdb'), 0)
        return [...db.getRange()].length
      }),
  },
  {
    label: 'half-an-index',
    package: 'usearch',
    tried: 'load an index file that was cut in half, and try again when that fails',
    // Unwinding a failed load corrupts the heap: malloc notices, or the MMU does before it.
    expected: [
      { kind: 'crash', signal: 'SIGABRT', reason: 'abort' },
      { kind: 'crash', signal: 'SIGSEGV', reason: 'segfault' },
    ],
    run: async (folder) => {
      const file = path.join(folder, 'vectors.usearch')
      await task('cut-index', () => {
        const index = new Index(64, MetricKind.Cos)
        for (let key = 0; key < 500; key++) {
          index.add(
            BigInt(key),
            Float32Array.from({ length: 64 }, (_, i) => Math.sin(key * 64 + i)),
          )
        }
        index.save(file)
        truncateSync(file, statSync(file).size >> 1)
      })
      return task('half-an-index', { stderr }, () => {
        for (let attempt = 0; attempt < 100; attempt++) {
          try {
            new Index(64, MetricKind.Cos).load(file)
          } catch {
            // "Failed to read vectors": the file may be about to be replaced.
          }
        }
      })
    },
  },
  {
    label: 'endless-query',
    package: 'node-sqlite3-wasm',
    tried: 'a recursive query without an end',
    expected: [{ kind: 'timeout', timeoutMs: 1000 }],
    run: () =>
      task('endless-query', { stderr, timeout: 1000 }, () =>
        new sqlite.Database().get(
          `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c`,
        ),
      ),
  },
  {
    label: 'slow-regex',
    package: 'V8',
    tried: String.raw`/^(\w+\s?)*$/ on a sentence with an exclamation mark`,
    expected: [{ kind: 'timeout', timeoutMs: 1000 }],
    run: () => {
      const text = 'The quick brown fox jumps over the lazy dog again and again!'
      return task('slow-regex', { stderr, timeout: 1000 }, () => /^(\w+\s?)*$/.test(text))
    },
  },
  {
    label: 'endless-recursion',
    package: 'V8',
    tried: 'a function that calls itself for ever, in a callback that nobody guards',
    expected: [{ kind: 'crash', exitCode: 1, reason: 'stack-overflow' }],
    run: () =>
      task(
        'endless-recursion',
        { stderr },
        () =>
          new Promise<void>(() => {
            setImmediate(function again(): void {
              again()
            })
          }),
      ),
  },
  {
    label: 'process-exit',
    package: 'Node',
    tried: 'process.exit(0), as a library does that was written for the command line',
    expected: [{ kind: 'crash', exitCode: 0, reason: 'exit' }],
    run: () => task('process-exit', { stderr }, () => process.exit(0)),
  },
  {
    label: 'heap',
    package: 'V8',
    tried: 'push to an array for ever, with `memory` at 224 MiB',
    // Mostly V8 gives up first, and says so; where its heap overshoots, the watch is there before it.
    expected: [{ kind: 'crash', reason: 'out-of-memory' }],
    run: () =>
      task('heap', { stderr, memory: 224 * MiB }, () => {
        const rows: string[][] = []
        for (;;) rows.push(Array.from({ length: 1000 }, () => 'row'))
      }),
  },
  {
    label: 'native-memory',
    package: 'Node',
    tried: 'Buffer.alloc for ever, with `memory` at 256 MiB',
    expected: [{ kind: 'crash', signal: 'SIGKILL', reason: 'out-of-memory' }],
    run: () =>
      task('native-memory', { stderr, memory: 256 * MiB }, () => {
        const all: Buffer[] = []
        // Filled: the system gives memory to pages that are written, and only those can run out.
        for (;;) all.push(Buffer.alloc(MiB, 1))
      }),
  },
]
