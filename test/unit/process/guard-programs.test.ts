// The guard by itself: real groups, a real pipe that ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { type Command, nodeGuard, shellGuard } from '../../../src/process/guard-programs.ts'

const sleepers: ChildProcess[] = []

afterEach(() => {
  for (const sleeper of sleepers.splice(0)) sleeper.kill('SIGKILL')
})

function startSleeper(): { pid: number; died: Promise<NodeJS.Signals | null> } {
  const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  sleepers.push(sleeper)
  const died = new Promise<NodeJS.Signals | null>((resolve) =>
    sleeper.once('exit', (_, signal) => resolve(signal)),
  )
  return { pid: sleeper.pid ?? 0, died }
}

function startGuard([command, args]: Command): ChildProcess {
  return spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'] })
}

describe.each([
  ['shell', shellGuard],
  ['Node', nodeGuard],
])('the guard in %s', (_, makeCommand) => {
  it('kills what is on its list when its pipe ends, and nothing else', async () => {
    const [known, added, removed] = [startSleeper(), startSleeper(), startSleeper()]
    const guard = startGuard(makeCommand([known.pid]))
    const ended = new Promise((resolve) => guard.once('exit', resolve))
    guard.stdin?.write(`+ ${added.pid}\n+ ${removed.pid}\n- ${removed.pid}\n`)
    guard.stdin?.end()
    expect(await known.died).toBe('SIGKILL')
    expect(await added.died).toBe('SIGKILL')
    await ended
    expect(() => process.kill(removed.pid, 0)).not.toThrow()
  })

  it('stays for what a terminal sends to everybody', async () => {
    const sleeper = startSleeper()
    const guard = startGuard(makeCommand([sleeper.pid]))
    // It answers to nothing but its pipe, so there is no sign of its being ready but a full turn of it.
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) guard.kill(signal)
    guard.stdin?.end()
    expect(await sleeper.died).toBe('SIGKILL')
  })
})
