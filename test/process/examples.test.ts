// The playground's examples: built as `npm run example` builds them, and what each prints.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'

import { expectNoneLeft, markedEnvironment } from './processes.ts'

const ROOT = path.resolve(import.meta.dirname, '../../playground/examples')

beforeAll(async () => {
  await build({ root: ROOT, logLevel: 'error', mode: 'production' })
})

describe('the example', () => {
  it('echo: a worker answers', async () => {
    expect(await run('echo')).toEqual([
      'This is process A, the worker is process B.',
      '  [process B] works on {"type":"echo","text":"Hello"}',
      '> echo: Hello',
      '  [process B] works on {"type":"echo","text":"copper"}',
      '> echo: copper',
      '  [process B] works on {"type":"repeat","text":"Hi","times":3}',
      '> Hi Hi Hi',
      'Done: `await using` ends the worker.',
    ])
  })

  it('safe-computation: errors, a crash and a hang, and the computations go on', async () => {
    expect(await run('safe-computation')).toEqual([
      '100 / 7        = 14',
      '100 / zero     = thrown: RangeError: Division of 100 by zero',
      '100 / nothing  = crash: SIGSEGV in process A',
      '10!            = 3628800',
      '(-1)!          = thrown: RangeError: Maximum call stack size exceeded',
      'steps from 27  = 111',
      'steps from 0   = no answer within 500 ms',
      '100 / -7       = -14',
      'The worker was restarted 2 times, the program not once.',
    ])
  })

  it('inline-task: a result, none, an error, a stream and a crash', async () => {
    expect(await run('inline-task')).toEqual([
      'This is process A.',
      '1. A result:  42 grams, says process B',
      '2. No result: hello from process C',
      expect.stringMatching(/^3\. An error: {2}SyntaxError: .+ \(a SyntaxError: true\)$/),
      '4. A stream:  3, 2, 1',
      expect.stringMatching(
        /^5\. A crash: {3}CrashError: Task "crash" \(inline-task\.ts:\d+:\d+\) crashed: .* killed by SIGSEGV/,
      ),
      'This is still process A.',
    ])
  })

  it('panic-recovery: two crashes, two new processes, and no state of the old ones', async () => {
    expect(await run('panic-recovery')).toEqual([
      'This is process A, the worker is process B.',
      'hello  5 letters, call 1 of process B',
      'world  5 letters, call 2 of process B',
      'null   crash: process B ended with SIGSEGV',
      '  restart 1: process C has taken over',
      'again  5 letters, call 1 of process C',
      'exit   crash: process C ended with exit code 3',
      '  restart 2: process D has taken over',
      'error  thrown: Error: Not a good word',
      'final  5 letters, call 2 of process D',
      '7 calls, 3 failed: 2 crashes, 2 restarts.',
      'This is still process A.',
    ])
  })

  it('pool: calls at the same time, and a crash that is nothing to the others', async () => {
    const lines = await run('pool')
    expect(lines).toHaveLength(15)
    expect(lines[0]).toBe('This is process A, with a pool of 4.')
    for (let n = 1; n <= 12; n++) {
      const answer = new RegExp(`^${n}² = ${n * n}, says process [B-F]$`)
      const crash = /^CrashError: Pool "squares" .* killed by SIGSEGV/
      expect(lines[n]).toMatch(n === 7 ? crash : answer)
    }
    const [, ms, pids] = /^12 calls of 300 ms took (\d+) ms, in (\d) processes\.$/.exec(
      lines[13] ?? '',
    ) ?? ['', '0', '0']
    // One after the other they would take 3600 ms.
    expect(Number(ms)).toBeGreaterThanOrEqual(900)
    expect(Number(ms)).toBeLessThan(2700)
    // Whether the new one has its share depends on how soon it is ready.
    expect(['4', '5']).toContain(pids)
    expect(lines[14]).toBe('Restarts: 1. The pool has 4 processes again.')
  })

  it('images: what is broken and what crashes is nothing to the others', async () => {
    expect(await run('images')).toEqual([
      '10 of 12 images, 163840 bytes.',
      expect.stringMatching(/^CrashError: Pool "shrinkers" .* killed by SIGSEGV/),
      'RangeError: image-4 has 1000 pixels',
    ])
  })

  it('sql: a query that does not end is ended, and the next one is answered', async () => {
    const lines = await run('sql')
    expect(lines.filter((line) => !line.startsWith('>'))).toEqual([
      '[{"name":"tin"},{"name":"zinc"}]',
      '[{"count":3}]',
      'no answer within 500 ms',
      expect.stringMatching(/no such column: weight/),
      '[{"max":1084.6}]',
      'The engine was restarted once.',
    ])
  })

  it('server: a pattern without an end costs one answer, and SIGTERM drains it', async () => {
    const { env, find } = markedEnvironment()
    const program = spawn(process.execPath, [path.join(ROOT, 'dist/server.js')], { env, cwd: '/' })
    const ended = once(program, 'exit')
    const printed = createInterface({ input: program.stdout })[Symbol.asyncIterator]()
    const { value: url } = (await printed.next()) as { value: string }
    const ask = async (pattern: string): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(url.replace('fo.', encodeURIComponent(pattern)))
      return { status: response.status, body: await response.json() }
    }
    expect(await ask('fo.')).toEqual({ status: 200, body: { found: 'fox' } })
    expect(await ask('(')).toMatchObject({ status: 400 })
    const hanging = ask('^(\\w+\\s?)*$')
    // Others are served meanwhile.
    expect(await ask('do.')).toEqual({ status: 200, body: { found: 'dog' } })
    program.kill('SIGTERM')
    expect((await printed.next()).value).toBe('SIGTERM: the last requests are answered')
    expect(await hanging).toMatchObject({ status: 422 })
    expect((await printed.next()).value).toBe('Done.')
    expect(await ended).toEqual([0, null])
    await expectNoneLeft(find)
  })

  it('rows: as many as are wanted, and no process is left', async () => {
    const lines = await run('rows', ['/etc/passwd', 'nothing-of-that-name'])
    expect(lines).toEqual(['0 rows with "nothing-of-that-name".'])
    const source = path.join(ROOT, 'rows.ts')
    expect(await run('rows', [source, 'import', '2'])).toEqual([
      expect.stringMatching(/^ +\d+ {2}import \| \{ \| createReadStream/),
      expect.stringMatching(/^ +\d+ {2}import \| \{ \| createInterface/),
      '2 rows with "import".',
    ])
  })

  it('abandoned-request: the work ends with the request', async () => {
    const lines = await run('abandoned-request')
    expect(lines[0]).toMatch(/^\/sum\/1000000: the sum is \d+$/)
    expect(lines.slice(1).toSorted()).toEqual([
      'The server heard of it. /sum/Infinity: Error: aborted',
      'The visitor has lost patience.',
    ])
  })
})

describe('the program of hosts/', () => {
  const folder = path.join(ROOT, 'hosts')
  const rollup = createRequire(import.meta.url).resolve('rollup/dist/bin/rollup')

  it.each([
    ['esbuild', ['build.js'], ['dist/esbuild/app.js']],
    ['Rollup', [rollup, '-c', '--silent'], ['dist/rollup/app.js']],
    ['no bundler', undefined, ['--import', 'verdigris/register', 'app.ts']],
  ])('with %s: a search without an end is ended', async (_, build, program) => {
    if (build !== undefined) expect(await runIn(folder, build)).toBe('')
    expect(await runIn(folder, program)).toBe('true\nTimeoutError\n')
  })
})

/** What Node prints in a folder. It has to end well, and alone. */
async function runIn(cwd: string, args: readonly string[]): Promise<string> {
  const { env, find } = markedEnvironment()
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd,
    env,
    timeout: 20_000,
  })
  await expectNoneLeft(find)
  expect(stderr).toBe('')
  return stdout
}

/** The lines that an example prints, with letters in place of pids. It has to end well, and alone. */
async function run(name: string, args: readonly string[] = []): Promise<string[]> {
  const { env, find } = markedEnvironment()
  const file = path.join(ROOT, 'dist', `${name}.js`)
  // From another folder: nothing of an example may depend on where it is started.
  const options = { cwd: '/', env, timeout: 20_000 }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], options)
  await expectNoneLeft(find)
  expect(stderr).toBe('')
  return namePids(stdout).trimEnd().split('\n')
}

/** `process 4711`, `process 4712`: A, B, in the order in which they are named. */
function namePids(text: string): string {
  const pids: string[] = []
  return text.replace(/(?<=\bprocess )\d+/g, (pid) => {
    if (!pids.includes(pid)) pids.push(pid)
    return String.fromCharCode('A'.charCodeAt(0) + pids.indexOf(pid))
  })
}
