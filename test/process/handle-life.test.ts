// What handles mean for the life of the program that has them, and what signals to it mean for them.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildProgram } from './build-program.ts'
import { createLog, type Log } from './logs.ts'
import { expectNoneLeft, isAlive, markedEnvironment, until } from './processes.ts'

let path: string
let log: Log
const programs: { parent: ChildProcess; find: () => number[] }[] = []

beforeAll(async () => {
  path = await buildProgram('handle-life')
})

beforeEach(() => {
  log = createLog()
})

afterEach(async () => {
  for (const { parent, find } of programs.splice(0)) {
    parent.kill('SIGKILL')
    await expectNoneLeft(find)
  }
  log.remove()
})

interface Running {
  parent: ChildProcess
  pid: number
  /** What it has said so far. */
  lines: string[]
  find: () => number[]
  /** Resolves when it has said so. */
  said: (line: string) => Promise<void>
  /** Resolves when it has ended and all that it has said is known. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

function start(scenario: string): Running {
  const { env, find } = markedEnvironment()
  const parent = spawn(process.execPath, [path, scenario, log.file], {
    env,
    // As a shell does it: a group of its own, to which a terminal sends its signals.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  programs.push({ parent, find })
  const lines: string[] = []
  createInterface({ input: parent.stdout }).on('line', (line) => lines.push(line))
  parent.stderr.on('data', (chunk) => lines.push(`stderr: ${String(chunk)}`))
  const ended: Running['ended'] = new Promise((resolve) =>
    parent.once('close', (code, signal) => resolve({ code, signal })),
  )
  const said = async (line: string): Promise<void> => {
    const isOver = (): boolean => parent.exitCode !== null || parent.signalCode !== null
    await until(() => lines.includes(line) || isOver())
    expect(lines).toContain(line)
  }
  return { parent, pid: parent.pid ?? 0, lines, find, said, ended }
}

/** Runs a program to its end. */
async function run(scenario: string) {
  const { lines, find, ended } = start(scenario)
  const { code, signal } = await ended
  const left = find()
  return { lines, code, signal, left }
}

describe('a program that has nothing else to do', () => {
  it.each([
    ['idle', 'open 2', 'start dispose dispose dispose'],
    ['idle-after-calls', 'called', 'start dispose'],
  ])(
    'ends although handles are open (%s), and shuts them down first',
    async (scenario, said, noted) => {
      expect(await run(scenario)).toEqual({ lines: [said], code: 0, signal: null, left: [] })
      expect(log.read()).toBe(noted)
    },
  )

  it('ends although a stream was never read to its end', async () => {
    expect(await run('abandoned-stream')).toMatchObject({ lines: ['read'], code: 0 })
  })

  it('disposes of a worker whose stream was never read to its end', async () => {
    await run('abandoned-stream')
    expect(log.read()).toBe('start dispose')
  })

  it('lives on until a restart by hand is over', async () => {
    expect(await run('restart')).toEqual({ lines: ['other true'], code: 0, signal: null, left: [] })
    expect(log.read()).toBe('start dispose start dispose')
  })

  it.each([
    ['unref-kill', 'killed'],
    ['ref-empty-pool', 'still here'],
    ['aborted-in-backoff', 'AbortError'],
  ])('lives as long as somebody waits, and no longer (%s)', async (scenario, said) => {
    expect(await run(scenario)).toEqual({ lines: [said], code: 0, signal: null, left: [] })
  })

  it.each([
    ['unref-idle', 'unref'],
    ['unref-close', 'closed'],
  ])('shuts handles down that do not keep it alive (%s)', async (scenario, said) => {
    expect(await run(scenario)).toEqual({ lines: [said], code: 0, signal: null, left: [] })
    expect(log.read()).toBe('start dispose')
  })

  it('ends although a pool for tasks is open', async () => {
    const { lines, code, left } = await run('idle-shared')
    expect(lines).toEqual([expect.stringMatching(/^pid \d+$/)])
    expect([code, left]).toEqual([0, []])
  })

  it('lives on while calls run or wait', async () => {
    expect(await run('call-runs')).toMatchObject({ lines: ['answered', 'answered too'], code: 0 })
    expect(log.read()).toBe('start dispose')
  })

  it('lives on while a call waits for a restart', async () => {
    expect(await run('waits-for-restart')).toMatchObject({
      lines: ['crashed', 'answered'],
      code: 0,
      left: [],
    })
  })

  it.each(['unref', 'unref-pool'])('ends although calls run, with %s', async (scenario) => {
    const { lines, code, find } = await runAndFind(scenario)
    expect([lines, code]).toEqual([['unref'], 0])
    await until(() => find().length === 0)
  })

  it('lives on with `ref`, over a restart too', async () => {
    expect(await run('no-ref')).toMatchObject({ lines: [], code: 0 })
    expect(await run('ref')).toMatchObject({ lines: ['still here'], code: 0, left: [] })
    expect(await run('ref-over-restart')).toMatchObject({ lines: ['still here'], code: 0 })
  })

  it('ends when a disposal fails, with a warning', async () => {
    const { lines, code, left } = await run('broken-disposal')
    expect(lines.filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringContaining('RangeError: not disposed'),
    ])
    expect([code, left]).toEqual([0, []])
    expect(log.read()).toBe('start dispose')
  })

  it('may find more to do at its end', async () => {
    const { lines, code, left } = await run('before-exit')
    expect(lines).toEqual([expect.stringMatching(/^more (running|closing|closed)$/)])
    expect([code, left]).toEqual([0, []])
  })
})

describe('when a program ends otherwise', () => {
  it('by process.exit, its workers end with it', async () => {
    const { lines, code, find } = await runAndFind('exit')
    expect([lines, code]).toEqual([['spinning'], 7])
    await until(() => find().length === 0)
  })

  it('by an exception, its workers end with it', async () => {
    const { lines, code, find } = await runAndFind('throws')
    expect(lines.join('\n')).toContain('Error: of the program')
    expect(code).toBe(1)
    await until(() => find().length === 0)
  })

  it('by SIGKILL, busy processes and what they have started end with it', async () => {
    const { parent, lines, said, find } = start('busy')
    const children = (): number[] =>
      lines.flatMap((line) => (line.startsWith('child ') ? [Number(line.slice(6))] : []))
    await said('spinning')
    expect(children()).toHaveLength(4)
    expect(children().every(isAlive)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !children().some(isAlive))
    await until(() => find().length === 0)
  })
})

describe('a signal to the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it if it has no handler of its own, and its children',
    async (name) => {
      const { parent, lines, said, ended, find } = start('no-handler')
      await said('spinning')
      expect(lines).toContain('listeners 0 0')
      parent.kill(name)
      expect(await ended).toEqual({ code: null, signal: name })
      await until(() => find().length === 0)
    },
  )

  it.each([
    ['SIGTERM', 'to the program'],
    ['SIGINT', 'to its whole group, as Ctrl-C'],
  ] as const)(
    '%s %s is for its own handler: children live until it has closed them',
    async (name, to) => {
      const { pid, lines, said, ended, find } = start('own-handler')
      await said('ready')
      process.kill(to === 'to the program' ? pid : -pid, name)
      expect(await ended).toEqual({ code: 0, signal: null })
      expect(lines).toEqual(['ready', 'alive true', 'closed'])
      expect(log.read().split(' ').toSorted()).toEqual(
        [name, 'start', 'dispose', 'dispose', 'dispose', 'last'].toSorted(),
      )
      expect(find()).toEqual([])
    },
  )
})

describe('closeAll', () => {
  it('closes workers and pools of all kinds, and kills what is not over in time', async () => {
    const { lines, code, left } = await run('close-all-in-time')
    expect(lines).toEqual([
      'spinning',
      'ERR_CLOSED answered ERR_CLOSED ERR_CLOSED closed closed closed',
    ])
    expect([code, left]).toEqual([0, []])
  })

  it('rejects with what a disposal has thrown, when all are closed', async () => {
    const { lines, code, left } = await run('close-all-fails')
    expect(lines).toEqual(['RangeError: not disposed closed closed', 'none is left'])
    expect([code, left]).toEqual([0, []])
    expect(log.read()).toBe('start dispose')
  })
})

describe('when all handles are closed', () => {
  it('no timer, descriptor, listener or process is left', async () => {
    const { lines, code, left } = await run('leaves-nothing')
    const report = lines.find((line) => line.startsWith('{')) ?? lines.join('\n')
    const { before, after } = JSON.parse(report) as Record<string, unknown>
    expect(before).toMatchObject({ timers: 0 })
    expect(after).toEqual(before)
    expect([code, left]).toEqual([0, []])
  })
})

async function runAndFind(scenario: string) {
  const { lines, find, ended } = start(scenario)
  const { code } = await ended
  return { lines, code, find }
}
