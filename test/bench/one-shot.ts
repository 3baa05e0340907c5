// A fresh process for one tiny call, from the call to its value, against a bare process up to its first byte
// on file descriptor 3: the least that any such call could take.

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

import { build } from 'esbuild'
import verdigris from 'verdigris/esbuild'

import { compare } from './comparison.ts'
import type { Comparison } from './comparison.ts'

const ROUNDS = 60

export async function measureOneShot(folder: string, root: string): Promise<Comparison> {
  const { runTask } = await buildApp(folder, root)
  const script = path.join(folder, 'bare.cjs')
  writeFileSync(script, `require('fs').writeSync(3, 'x')\n`)
  return compare(
    {
      name: 'one call in a fresh process',
      aim: 1.3,
      ours: ["task('pid', () => process.pid)", () => timeTask(runTask)],
      theirs: ['spawn, to the first byte on fd 3', () => timeBareProcess(script)],
    },
    ROUNDS,
  )
}

interface App {
  runTask: () => Promise<number>
}

/** As an application is built: through the plugin. */
async function buildApp(folder: string, root: string): Promise<App> {
  const outfile = path.join(folder, 'app/app.js')
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, 'test/bench/app.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [verdigris()],
    logLevel: 'warning',
  })
  return (await import(pathToFileURL(outfile).href)) as App
}

async function timeTask(runTask: () => Promise<number>): Promise<number> {
  const startedAt = performance.now()
  const pid = await runTask()
  const ms = performance.now() - startedAt
  await isGone(pid)
  return ms
}

async function timeBareProcess(script: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await new Promise((resolve) => child.stdio[3]?.once('data', resolve))
  const ms = performance.now() - startedAt
  await exited
  return ms
}

/** The next round starts on a quiet machine. */
async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(1)
  }
}
