// `npm run bench`: what processes and builds cost, beside what they cost elsewhere and what they must cost. Prints tables, and
// writes the same figures to `bench.json`. It reports; it does not fail.
//
// Round trips between processes take a quarter of the time when both share a core. So everything is measured twice:
// as the system places it, and on one core.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { readArguments } from './arguments.ts'
import { buildApp, buildWorkers } from './build.ts'
import type { Line } from './line.ts'
import { nameToLines } from './lines.ts'
import { writeProfiles } from './profile.ts'
import { printTable } from './table.ts'

// The bench itself is bundled into `test/bench/dist`.
const folder = import.meta.dirname
const root = path.resolve(folder, '../../..')

/** A run that takes longer has lost somebody. With it everything ends that it has started. */
const RUN_LIMIT_MS = 1_800_000

// On Node 20 this variable alone adds about 75 ms to every start of Node, and hides what is measured here.
const wasSet = process.env.NODE_EXTRA_CA_CERTS !== undefined
delete process.env.NODE_EXTRA_CA_CERTS

const { names, isQuick, profile, isOurs, into } = readArguments()

type Figures = Record<string, Line[]>

setTimeout(() => {
  console.error(`The benchmark has not come to its end in ${RUN_LIMIT_MS / 1_000} s.`)
  process.exit(1)
}, RUN_LIMIT_MS).unref()

if (profile !== undefined) writeProfiles(import.meta.filename, folder, profile)
else if (into !== undefined) writeFileSync(into, JSON.stringify(await measureAll()))
else await report()

async function measureAll(): Promise<Figures> {
  const app = await buildApp(folder)
  const setting = { folder, app, workers: await buildWorkers(folder), isQuick, isOurs }
  const figures: Figures = {}
  for (const name of names) {
    const startedAt = performance.now()
    try {
      figures[name] = (await nameToLines[name]?.(setting)) ?? []
    } catch (error) {
      console.error(`${name} was not measured:`, error)
    }
    // Of people who wait, and not of the figures.
    const seconds = (performance.now() - startedAt) / 1_000
    console.error(`${name}${into === undefined ? '' : ', one core'}: ${seconds.toFixed(1)} s`)
  }
  return figures
}

/** The same in a process that may use one core only; `undefined` where that cannot be said. */
function measurePinned(): Figures | undefined {
  const pin = ['-c', '0', process.execPath]
  if (spawnSync('taskset', [...pin, '-e', '0']).status !== 0) return undefined
  const file = path.join(folder, 'pinned.json')
  const { status } = spawnSync(
    'taskset',
    [...pin, import.meta.filename, '--into', file, ...names],
    {
      stdio: 'inherit',
      timeout: RUN_LIMIT_MS,
    },
  )
  return status === 0 ? (JSON.parse(readFileSync(file, 'utf8')) as Figures) : undefined
}

async function report(): Promise<void> {
  const free = await measureAll()
  const isTwice = !isQuick && !isOurs
  const pinned = isTwice ? measurePinned() : undefined
  console.log(
    `\nNode ${process.version}, ${process.platform} ${process.arch}, NODE_EXTRA_CA_CERTS ` +
      (wasSet ? 'taken out of the environment' : 'unset'),
  )
  if (pinned !== undefined) {
    console.log('Measured as the system places the processes, and on one core (taskset -c 0).')
  } else if (isTwice) console.log('Not measured on one core: that needs taskset.')
  console.log(
    'A ratio is verdigris over what the row says: of times, the less the better; of what is counted by the second, the more.',
  )
  for (const [name, lines] of Object.entries(free)) {
    for (const [index, line] of lines.entries()) printTable(line, pinned?.[name]?.[index])
  }
  if (isOurs) return
  const file = path.join(root, 'bench.json')
  const { version: node } = process
  writeFileSync(file, `${JSON.stringify({ node, isQuick, free, pinned }, null, 2)}\n`)
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`)
}
