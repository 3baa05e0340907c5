// When a program is gone, so is everything that it has started. Programs are killed here for real.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { buildProgram, loadProgram } from './build-program.ts'
import {
  expectNoneLeft,
  childrenOf,
  isAlive,
  markDescendants,
  markedEnvironment,
  until,
} from './processes.ts'

const path = await buildProgram('parent')
const program = await loadProgram<typeof import('./programs/calls.ts')>('calls')
const findDescendants = markDescendants()
const started: ChildProcess[] = []

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await expectNoneLeft(findDescendants)
})

/** Starts a program and waits until it has named `count` pids. */
async function start(scenario: string, count: number) {
  const { env, find } = markedEnvironment()
  const parent = spawn(process.execPath, [path, scenario], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(parent)
  const pids: number[] = []
  for await (const line of createInterface({ input: parent.stdout })) {
    pids.push(Number(/^child (\d+)$/.exec(line)?.[1]))
    if (pids.length === count) break
  }
  if (pids.length < count) throw new Error(`${scenario} ended before it had named ${count} pids`)
  return { parent, pids, find }
}

describe('when the program is killed by SIGKILL', () => {
  it.each([
    ['in a busy loop', 'busy-loop', 1],
    ['inside a blocking native call', 'blocking-call', 1],
    ['and what it has started', 'grandchild', 2],
    ['of a child', 'nested', 1],
    ['that is stopped', 'stopped', 1],
    ['among many', 'many', 8],
  ])('a child %s dies', async (_, scenario, count) => {
    const { parent, pids, find } = await start(scenario, count)
    expect(pids.every(isAlive)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !pids.some(isAlive))
    await until(() => find().length === 0)
  })

  it('so does its guard', async () => {
    const { parent, pids } = await start('busy-loop', 1)
    const guards = childrenOf(parent.pid ?? 0).filter((pid) => !pids.includes(pid))
    expect(guards).toHaveLength(1)
    parent.kill('SIGKILL')
    await until(() => !guards.some(isAlive))
  })

  it.each([0, 1_100])('a child dies even if the guard had been killed after %i ms', async (ms) => {
    const { parent, pids, find } = await start('busy-loop', 1)
    // A guard that ends within a second is replaced by one of another kind.
    await new Promise((resolve) => setTimeout(resolve, ms))
    const guardsOf = (): number[] =>
      childrenOf(parent.pid ?? 0).filter((pid) => !pids.includes(pid) && isAlive(pid))
    const [guard = 0] = guardsOf()
    process.kill(guard, 'SIGKILL')
    await until(() => guardsOf().some((pid) => pid !== guard))
    parent.kill('SIGKILL')
    await until(() => find().length === 0)
  })
})

describe('when the program ends by itself', () => {
  it('with a task under way, the task dies', async () => {
    const { parent, pids, find } = await start('exits', 1)
    await new Promise((resolve) => parent.once('close', resolve))
    expect(parent.exitCode).toBe(7)
    await until(() => !pids.some(isAlive) && find().length === 0)
  })
})

describe('when a child ends', () => {
  it('what it has started ends with it', async () => {
    const grandchild = await program.leaveGrandchild()
    expect(grandchild).toBeGreaterThan(1)
    await until(() => !isAlive(grandchild ?? 0))
  })

  it('by a time limit, what it has started ends with it', async () => {
    const lines: string[] = []
    const call = program.startGrandchild({ timeout: 300, stdout: (line) => lines.push(line) })
    await expect(call).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
    await until(() => findDescendants().length === 0)
    expect(isAlive(Number(lines[0]))).toBe(false)
  })
})

describe('tasks that start themselves', () => {
  it('are stopped at a depth, with an error that says so', async () => {
    await expect(program.descend()).rejects.toMatchObject({
      code: 'ERR_START',
      label: 'descend',
      outcome: 'not-executed',
      message: expect.stringContaining('nested 6 processes deep, the limit is 5'),
    })
  })
})

describe('a program that has nothing else to do', () => {
  it('ends, although it has begun to read a stream', async () => {
    const { parent, find } = await start('abandons', 1)
    await new Promise((resolve) => parent.once('exit', resolve))
    expect(parent.exitCode).toBe(0)
    await until(() => find().length === 0)
  })

  it('lives on when nobody reads what its children complain of', async () => {
    const { env } = markedEnvironment()
    const parent = spawn(process.execPath, [path, 'deaf'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(parent)
    parent.stderr.destroy()
    let output = ''
    parent.stdout.on('data', (chunk) => (output += String(chunk)))
    const code = await new Promise((resolve) => parent.once('close', resolve))
    expect([code, output]).toEqual([0, 'child 0\nchild 1\n'])
  })

  it('ends, although it has had children and a guard', async () => {
    const { env } = markedEnvironment()
    const one = await buildProgram('one-call')
    const parent = spawn(process.execPath, [one], { env, stdio: 'ignore' })
    started.push(parent)
    const code = await new Promise((resolve) => parent.once('exit', resolve))
    expect(code).toBe(0)
  })
})
