// `npm run bench`: what processes and builds cost, beside what they cost elsewhere and what they must cost. Prints tables, and
// writes the same figures to `bench.json`. It reports; it does not fail.
//
// Round trips between processes take a quarter of the time when both share a core. So everything is measured twice:
// as the system places it, and on one core.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { buildApp, buildWorkers } from './build.ts'
import { measureCompiler } from './compiler.ts'
import { measureCrashes } from './crash.ts'
import { measureImports } from './import-time.ts'
import { measureLabels } from './labels.ts'
import type { Line } from './line.ts'
import { measureLinks } from './links.ts'
import { measureOneShot } from './one-shot.ts'
import { printTable } from './table.ts'
import { measureThroughput } from './throughput.ts'
import { measureTinyCalls } from './tiny-call.ts'

// The bench itself is bundled into `test/bench/dist`.
const folder = import.meta.dirname
const root = path.resolve(folder, '../../..')

// On Node 20 this variable alone adds about 75 ms to every start of Node, and hides what is measured here.
const wasSet = process.env.NODE_EXTRA_CA_CERTS !== undefined
delete process.env.NODE_EXTRA_CA_CERTS

const pinnedFile = path.join(folder, 'pinned.json')
if (process.argv[2] === '--pinned') {
  writeFileSync(pinnedFile, JSON.stringify(await measureAll()))
} else {
  report(await measureAll(), measurePinned())
}

async function measureAll(): Promise<Line[]> {
  const app = await buildApp(folder)
  const workers = await buildWorkers(folder)
  const bareScript = path.join(workers, 'bare.cjs')
  return [
    await measureOneShot(app.runTask, bareScript),
    await measureTinyCalls(app.startWorker, workers),
    await measureThroughput(app.startPool, workers),
    await measureCrashes(app.startWorker, workers, bareScript),
    ...(await measureImports(folder)),
    await measureLabels(folder),
    ...(await measureCompiler()),
    ...(await measureLinks(folder)),
  ]
}

/** The same in a process that may use one core only; `undefined` where that cannot be said. */
function measurePinned(): Line[] | undefined {
  const pin = ['-c', '0', process.execPath]
  if (spawnSync('taskset', [...pin, '-e', '0']).status !== 0) return undefined
  const { status } = spawnSync('taskset', [...pin, import.meta.filename, '--pinned'], {
    stdio: 'inherit',
  })
  return status === 0 ? (JSON.parse(readFileSync(pinnedFile, 'utf8')) as Line[]) : undefined
}

function report(free: Line[], pinned: Line[] | undefined): void {
  console.log(
    `Node ${process.version}, ${process.platform} ${process.arch}, NODE_EXTRA_CA_CERTS ` +
      (wasSet ? 'taken out of the environment' : 'unset'),
  )
  console.log(
    pinned === undefined
      ? 'Not measured on one core: there is no taskset.'
      : 'Measured as the system places the processes, and on one core (taskset -c 0).',
  )
  console.log(
    'A ratio is verdigris over what the row says: of times, the less the better; of calls/s, the more.',
  )
  for (const [index, line] of free.entries()) printTable(line, pinned?.[index])
  const file = path.join(root, 'bench.json')
  writeFileSync(file, `${JSON.stringify({ node: process.version, free, pinned }, null, 2)}\n`)
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`)
}
