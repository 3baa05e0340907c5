// The page's server: what each request does.

import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'

import { failures } from '../../failures.ts'
import type { Hello, LoadSettings, Place, ProcessRow } from '../protocol.ts'
import { compile } from './compile.ts'
import { Feed } from './feed.ts'
import { isFromHere, mayChangeThings, readJson, refuse, sendJson } from './http.ts'
import { Load } from './load.ts'
import { hasProc } from './machine.ts'
import { killAndLook } from './orphans.ts'
import { ProcessTable } from './process-table.ts'
import { ProcessWatch } from './process-watch.ts'
import { type ModuleSource, ProgramHost } from './program-host.ts'

export interface App {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  close: () => Promise<void>
}

const PROCESSES_MS = 250
const FAILURES_FILE = 'playground/failures.ts'
const SIGNALS = [
  ...([
    'SIGKILL',
    'SIGTERM',
    'SIGINT',
    'SIGSEGV',
    'SIGBUS',
    'SIGABRT',
    'SIGILL',
    'SIGFPE',
  ] as const),
  ...(['SIGSTOP', 'SIGCONT'] as const),
].filter((name) => name in os.constants.signals)
const PLACES: readonly unknown[] = ['program', 'thread', 'task'] satisfies Place[]

export function createApp({ modules }: { modules: ModuleSource }): App {
  const feed = new Feed(() => void load.close())
  const watch = new ProcessWatch(() => void sendProcesses())
  const load = new Load(watch, (sample) => feed.send('load', sample))
  const program = new ProgramHost(modules, {
    onTick: (tick) => feed.send('tick', tick),
    onState: (state) => feed.send('program', state),
  })
  const table = new ProcessTable()
  let rows: ProcessRow[] = []
  let isReading = false
  async function sendProcesses(): Promise<void> {
    if (isReading) return
    isReading = true
    rows = await table.read({
      program: programRow(program),
      ofProgram: program.processes,
      ofServer: watch.list(),
      poolRestarts: load.restarts,
    })
    isReading = false
    feed.send('processes', rows)
  }
  const timer = setInterval(() => void sendProcesses(), PROCESSES_MS)
  feed.send('hello', hello())

  /** One failure at a time. */
  let isBusy = false
  async function alone(response: ServerResponse, act: () => Promise<unknown>): Promise<void> {
    if (isBusy) return sendJson(response, 409, { message: 'Another failure is running.' })
    isBusy = true
    try {
      sendJson(response, 200, await act())
    } finally {
      isBusy = false
    }
  }

  const actions: Record<string, (body: Body, response: ServerResponse) => Promise<void> | void> = {
    run({ label, place }, response) {
      const failure = failures.find((each) => each.label === label)
      if (failure === undefined || !PLACES.includes(place)) return unknownThing(response, label)
      return alone(response, () => program.run(failure.label, place as Place))
    },
    orphans: (_body, response) => alone(response, () => killAndLook(program)),
    kill({ pid, signal }, response) {
      const row = rows.find((each) => each.pid === pid)
      const name = SIGNALS.find((each) => each === signal)
      if (
        row === undefined ||
        row.kind === 'server' ||
        row.state === 'dead' ||
        name === undefined
      ) {
        return unknownThing(response, pid)
      }
      process.kill(row.pid, name)
      sendJson(response, 200, { sent: name, pid: row.pid })
    },
    async load(body, response) {
      sendJson(response, 200, await load.change(body as unknown as LoadSettings))
    },
    compile({ code }, response) {
      sendJson(response, 200, compile(String(code), 'playground/your-file.ts'))
    },
  }

  return {
    async handle(request, response) {
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      const name = pathname.slice('/api/'.length)
      if (!isFromHere(request)) return refuse(response, 'Only for pages of this machine.')
      if (request.method === 'GET' && name === 'events') return feed.add(response)
      if (request.method === 'GET' && name === 'failures') {
        const source = readFileSync(path.resolve(import.meta.dirname, '../../failures.ts'), 'utf8')
        return sendJson(response, 200, compile(source, FAILURES_FILE))
      }
      const act = Object.hasOwn(actions, name) ? actions[name] : undefined
      if (request.method !== 'POST' || act === undefined) return unknownThing(response, pathname)
      if (!mayChangeThings(request)) return refuse(response, 'Only for the playground’s own page.')
      try {
        await act((await readJson(request)) as Body, response)
      } catch (error) {
        sendJson(response, 500, { message: String(error) })
      }
    },
    async close() {
      clearInterval(timer)
      feed.close()
      watch.close()
      program.close()
      await load.close()
    },
  }
}

type Body = Record<string, unknown>

function unknownThing(response: ServerResponse, what: unknown): void {
  sendJson(response, 404, { message: `There is no ${String(what)}.` })
}

function hello(): Hello {
  return {
    platform: `${os.type()} ${os.release()}, ${os.arch()}`,
    node: process.version,
    cores: os.availableParallelism(),
    serverPid: process.pid,
    failures: failures.map(({ label, package: name, tried }) => ({ label, tried, package: name })),
    signals: SIGNALS,
    unavailable: unavailable(),
  }
}

/** What this machine cannot do, and why. */
function unavailable(): Record<string, string> {
  const reasons: Record<string, string> = {}
  if (!hasProc) reasons['environment'] = 'Only Linux shows the environment of other processes.'
  if (process.platform === 'linux' && !isGlibc()) {
    const reason = 'It calls functions of glibc by name, which this Linux does not have.'
    for (const { label, package: name } of failures) if (name === 'koffi') reasons[label] = reason
  }
  return reasons
}

function isGlibc(): boolean {
  const { header } = process.report.getReport() as { header: Record<string, unknown> }
  return header['glibcVersionRuntime'] !== undefined
}

function programRow({
  state,
}: ProgramHost): Omit<ProcessRow, 'rssBytes' | 'cpuPercent'> | undefined {
  if (state.pid === undefined) return undefined
  return {
    pid: state.pid,
    parent: 'server',
    kind: 'program',
    label: 'the program',
    state: state.state,
    calls: undefined,
    restarts: Math.max(state.restarts, 0),
    lastWords: state.lastEnd ?? '',
    startedAt: state.startedAt,
    endedAt: undefined,
    end: undefined,
  }
}
