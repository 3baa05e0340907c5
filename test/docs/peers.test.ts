// What other libraries do in the accidents of docs/comparison.md, with one worker process each (piscina: one thread), and
// what this one does in the same.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'

import { expect, onTestFinished, test } from 'vitest'

import { buildProgram } from '../process/build-program.ts'
import { markedEnvironment, until } from '../process/processes.ts'
import { ROOT } from './blocks.ts'

const PEERS = ['piscina', 'tinypool', 'workerpool', 'jest-worker', 'execa'] as const
const MAIN = path.join(ROOT, 'test/docs/fixtures/peers/main.mjs')
const OURS = 'verdigris'

type Name = (typeof PEERS)[number] | typeof OURS

test('a segfault: the caller gets an error, and the next call an answer', async () => {
  const reports = await reportOfEach('crash')
  // A thread takes the program along.
  expect(reports.piscina).toBe('SIGSEGV')
  for (const name of ['tinypool', 'workerpool', 'jest-worker', 'execa', OURS] as const) {
    expect(reports[name], name).toMatchObject({ failed: true })
  }
  const fields = { signal: 'SIGSEGV', stderr: 'string' }
  expect(reports.execa).toMatchObject(fields)
  expect(reports[OURS]).toMatchObject({ ...fields, reason: 'segfault', next: 2 })
  for (const name of ['tinypool', 'workerpool', 'jest-worker'] as const) {
    expect(reports[name], name).not.toHaveProperty('signal')
  }
})

test('an endless loop: a time limit ends the call', async () => {
  const reports = await reportOfEach('hang')
  for (const name of ['piscina', 'tinypool', 'workerpool', 'execa', OURS] as const) {
    expect(reports[name], name).toEqual({ failed: true })
  }
  expect(reports['jest-worker']).toEqual({ value: 'pending', failed: false })
})

test('what the function throws: class, cause and own properties', async () => {
  const reports = await reportOfEach('fail')
  expect(reports).toEqual({
    [OURS]: { isRangeError: true, cause: 'why', own: 7 },
    piscina: { isRangeError: true, cause: 'why' },
    tinypool: { isRangeError: false, own: 7 },
    workerpool: { isRangeError: false, cause: 'why', own: 7 },
    'jest-worker': { isRangeError: true, own: 7 },
    execa: { isRangeError: false },
  })
})

test('a Map and a Date: arrive as they are', async () => {
  const reports = await reportOfEach('types')
  for (const name of ['piscina', 'tinypool', 'workerpool', 'jest-worker', OURS] as const) {
    expect(reports[name], name).toEqual({ value: true })
  }
  expect(reports.execa).toEqual({ value: 'false' })
})

test('shared memory: what a worker writes, the program sees', async () => {
  const reports = await reportOfEach('share')
  expect(reports.piscina).toEqual({ seen: 7, failed: false })
  for (const name of ['tinypool', 'workerpool', 'jest-worker', 'execa', OURS] as const) {
    expect(reports[name], name).not.toMatchObject({ seen: 7 })
  }
})

test.each<Name>([...PEERS, OURS])(
  '%s, the program is killed by SIGKILL while a worker computes',
  async (name) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'verdigris-peers-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const file = path.join(directory, 'computes')
    const { program, find } = await start(name, 'orphan', file)
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
    const pid = Number(readFileSync(file, 'utf8'))
    program.kill('SIGKILL')
    await once(program, 'exit')
    if (name === 'piscina' || name === OURS) return until(() => find().length === 0)
    // It still computes: what it has used of the CPU grows by a tenth of a second.
    const before = cpuOf(pid)
    await until(() => cpuOf(pid) >= before + 10)
  },
)

test('without a build: the others run as they are written, this one says what to do', async () => {
  const code = `import { task } from 'verdigris'
await task('add', () => 1).catch((error) => console.log(error.code))`
  const program = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT })
  expect(await text(program.stdout)).toBe('ERR_NOT_COMPILED\n')
})

type Report = Record<string, unknown> | NodeJS.Signals | null

/** What each prints, or the signal that it died of. */
async function reportOfEach(scenario: string): Promise<Record<Name, Report>> {
  const reports = {} as Record<Name, Report>
  for (const name of [...PEERS, OURS] as const) {
    const { program, end } = await start(name, scenario)
    const printed = text(program.stdout!)
    const [code, signal] = (await once(program, 'exit')) as [number | null, NodeJS.Signals | null]
    // What it has left behind may hold its output open.
    end()
    const last = code === 0 ? (await printed).trim().split('\n').at(-1) : undefined
    reports[name] = last === undefined ? signal : (JSON.parse(last) as Report)
  }
  return reports
}

/** Whatever is left of it when the test has finished is ended. */
async function start(
  name: Name,
  ...args: string[]
): Promise<{ program: ChildProcess; find: () => number[]; end: () => void }> {
  const { env, find } = markedEnvironment()
  const file = name === OURS ? await buildProgram('peers') : MAIN
  const program = spawn(process.execPath, [file, ...(name === OURS ? [] : [name]), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
    detached: true, // a group of its own: tinypool's processes have an environment without the mark
  })
  const end = (): void => {
    for (const pid of [-(program.pid ?? 0), ...find()].filter((each) => each !== 0)) kill(pid)
  }
  onTestFinished(end)
  return { program, find, end }
}

/** Ends a process, or a group, if there is one. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** CPU time of a process in ticks of 10 ms; fields 14 and 15 of proc_pid_stat(5). */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}
