// A program of its own that has a spare and comes to its end: does what its argument names.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tracingChannel } from 'node:diagnostics_channel'
import { task, worker } from 'verdigris'

const [, , scenario = '', log = ''] = process.argv
const loaded = load()

/** Notes that it is evaluated, and never comes to its end while that is asked for. */
function load(): number {
  const file = process.env['SPARES_LOG']
  if (file === undefined) return 0
  const isHanging = existsSync(`${file}.hangs`)
  appendFileSync(file, `${process.pid} `)
  while (isHanging);
  return process.pid
}

const started: number[] = []
tracingChannel('verdigris:process').start.subscribe((context) => {
  started.push((context as { pid: number }).pid)
})

/** Waits until so many processes have been started, and have begun to load their module. */
async function until(count: number): Promise<void> {
  const noted = (): string[] => readFileSync(log, 'utf8').split(' ')
  while (started.length < count || !noted().includes(String(started.at(-1)))) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function call(env: NodeJS.ProcessEnv = {}): Promise<number> {
  const options = { spares: 1, shutdownTimeout: 60_000, env: { SPARES_LOG: log, ...env } }
  return task('spare-life', options, () => loaded)
}

async function warmUp(): Promise<void> {
  await call()
  await call()
  await until(3)
}

/** The spare takes the next call, and the one after it will never be ready. */
async function warmUpAndHang(): Promise<void> {
  await warmUp()
  writeFileSync(`${log}.hangs`, '')
  await call()
  await until(4)
  rmSync(`${log}.hangs`)
}

const name = (): void => console.log(`spare ${started.at(-1)}`)

writeFileSync(log, '')
switch (scenario) {
  case 'ends':
    await warmUp()
    name()
    break
  case 'ends-while-it-loads':
    await warmUpAndHang()
    name()
    break
  case 'ends-while-it-is-dismissed': {
    await warmUpAndHang()
    name()
    await call({ SPARES_OTHER: 'yes' })
    break
  }
  case 'exits':
    await warmUp()
    name()
    process.exit(7)
    break
  case 'lives':
    await warmUp()
    name()
    setInterval(() => {}, 1_000)
    break
  case 'lives-while-it-loads':
    await warmUpAndHang()
    name()
    setInterval(() => {}, 1_000)
    break
  case 'worker': {
    const handle = await worker(
      'spare-life-worker',
      { spares: 1, env: { SPARES_LOG: log } },
      () => {
        return () => loaded
      },
    )
    await handle.call()
    await until(2)
    name()
    break
  }
  default:
    throw new Error(`There is no scenario "${scenario}".`)
}
