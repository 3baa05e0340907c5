// A program of its own, with workers and pools: does what its argument names, and says on stdout how far it is.
import { spawn } from 'node:child_process'
import { appendFileSync, readdirSync } from 'node:fs'
import { closeAll, pool, task, worker } from 'verdigris'

const [, , scenario = '', log = ''] = process.argv
const say = (line: string): void => console.log(line)
const note = (word: string): void => appendFileSync(log, `${word} `)

// Parameters, as the processes have no arguments of their own.
function service(log: string) {
  return worker('service', { stdout: say, shutdownTimeout: 1_000 }, () => {
    appendFileSync(log, 'start ')
    return {
      pid: () => process.pid,
      sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
      spin(): void {
        console.log('spinning')
        for (;;);
      },
      startGrandchild() {
        const { pid } = spawn('sleep', ['600'], { stdio: 'inherit' })
        console.log(`child ${pid}`)
      },
      *endless() {
        for (let number = 0; ; number++) yield number
      },
      crash: () => process.kill(process.pid, 'SIGKILL'),
      [Symbol.dispose]: () => appendFileSync(log, 'dispose '),
    }
  })
}

function crew(log: string) {
  return pool('crew', { size: 2, shutdownTimeout: 1_000 }, () => ({
    pid: () => process.pid,
    sleep: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
    spin(): void {
      for (;;);
    },
    fail(): void {
      throw new RangeError('no')
    },
    [Symbol.dispose]: () => appendFileSync(log, 'dispose '),
  }))
}

function brokenDisposal() {
  return worker('broken-disposal', () => ({
    pid: () => process.pid,
    [Symbol.dispose]: () => {
      throw new RangeError('not disposed')
    },
  }))
}

/** Everything of this process that somebody could forget to give back. */
function resources() {
  const timers = process.getActiveResourcesInfo().filter((name) => name !== 'TTYWrap')
  return {
    timers: timers.filter((name) => name === 'Timeout' || name === 'Immediate').length,
    handles: timers.filter((name) => name.startsWith('Pipe') || name.startsWith('Process')).length,
    descriptors: readdirSync('/proc/self/fd').length,
    listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
    streams: [process.stdout, process.stderr].map((stream) =>
      stream.eventNames().map((name) => `${String(name)} ${stream.listenerCount(name)}`),
    ),
  }
}

/** Uses all kinds of handles in all ways, and leaves none. */
async function useEverything(): Promise<void> {
  const single = await service(log)
  const many = await crew(log)
  const shared = await pool({ size: 2 })
  const controller = new AbortController()
  const { signal } = controller
  const calls: Promise<unknown>[] = [
    single.call.sleep(10),
    single.with({ timeout: 50 }).call.spin(),
    single.call.crash(),
    single.with({ signal }).call.sleep(60_000),
    many.call.sleep(10),
    many.with({ timeout: 50, retries: 2 }).call.spin(),
    many.call.fail(),
    many.with({ signal, timeout: 60_000 }).call.sleep(10),
    task('in-pool', { pool: shared }, () => process.pid),
    task('alone', () => process.pid),
  ]
  const results = Promise.allSettled(calls)
  setImmediate(() => controller.abort())
  await results
  for await (const number of single.call.endless()) if (number === 100) break
  await Promise.all([many.drain(), shared.drain()])
  await single.restart()
  await Promise.all([single.close(), many.close({ timeout: 10_000 }), shared.kill()])
}

switch (scenario) {
  case 'idle': {
    const handles = [await service(log), await crew(log)]
    say(`open ${handles.length}`)
    break
  }
  case 'idle-after-calls': {
    const handle = await service(log)
    await handle.call.sleep(10)
    for await (const number of handle.call.endless()) if (number === 10) break
    say('called')
    break
  }
  case 'abandoned-stream': {
    const handle = await service(log)
    await handle.call.endless().next()
    say('read')
    break
  }
  case 'idle-shared': {
    const shared = await pool({ size: 1 })
    say(`pid ${await task('first-task', { pool: shared }, () => process.pid)}`)
    break
  }
  case 'call-runs': {
    const handle = await service(log)
    void handle.call.sleep(300).then(() => say('answered'))
    void handle.call.sleep(1).then(() => say('answered too'))
    break
  }
  case 'waits-for-restart': {
    const handle = await service(log)
    handle.call.crash().catch(() => say('crashed'))
    void handle.call.sleep(1).then(() => say('answered'))
    break
  }
  case 'unref': {
    const handle = await service(log)
    handle.unref()
    void handle.call.sleep(60_000).then(() => say('answered'))
    say('unref')
    break
  }
  case 'unref-pool': {
    const handle = await crew(log)
    handle.unref()
    void handle.call.sleep(60_000).then(() => say('answered'))
    void handle.call.sleep(60_000).then(() => say('answered'))
    void handle.call.sleep(60_000).then(() => say('answered'))
    say('unref')
    break
  }
  case 'unref-idle': {
    const handle = await service(log)
    handle.unref()
    say('unref')
    break
  }
  case 'unref-close': {
    const handle = await service(log)
    handle.unref()
    await handle.close()
    say('closed')
    break
  }
  case 'unref-kill': {
    const handle = await service(log)
    handle.unref()
    await handle.kill()
    say('killed')
    break
  }
  case 'ref-empty-pool': {
    const handle = await pool('empty', { size: { min: 0, max: 1 }, idleTimeout: 10 }, () => () => 1)
    handle.ref()
    const look = setInterval(() => {
      if (handle.size > 0) return
      clearInterval(look)
      // From here on nothing but the handle keeps it alive.
      setTimeout(() => {
        say('still here')
        handle.unref()
      }, 100).unref()
    }, 5)
    break
  }
  case 'aborted-in-backoff': {
    const handle = await worker('slow-to-return', { restart: { backoff: 3_600_000 } }, () => ({
      crash: () => process.kill(process.pid, 'SIGKILL'),
    }))
    await handle.call.crash().catch(() => {})
    const controller = new AbortController()
    const { signal } = controller
    setImmediate(() => controller.abort())
    await handle
      .with({ signal })
      .call.crash()
      .catch(({ name }: Error) => say(name))
    break
  }
  case 'restart': {
    const handle = await service(log)
    const { pid } = handle
    await handle.restart()
    say(`other ${handle.pid !== pid && handle.pid !== undefined}`)
    break
  }
  case 'no-ref': {
    await service(log)
    setTimeout(() => say('still here'), 300).unref()
    break
  }
  case 'ref': {
    const handle = await service(log)
    handle.ref()
    setTimeout(() => {
      say('still here')
      handle.unref()
    }, 300).unref()
    break
  }
  case 'ref-over-restart': {
    const handle = await service(log)
    handle.ref()
    await handle.call.crash().catch(() => {})
    await handle.call.pid()
    setTimeout(() => {
      say('still here')
      void handle.close()
    }, 300).unref()
    break
  }
  case 'exit': {
    const handle = await service(log)
    void handle.call.spin()
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.exit(7)
    break
  }
  case 'throws': {
    await crew(log)
    setImmediate(() => {
      throw new Error('of the program')
    })
    break
  }
  case 'broken-disposal': {
    await brokenDisposal()
    await service(log)
    process.on('warning', (warning) => say(`warning ${warning.message}`))
    break
  }
  case 'before-exit': {
    const handle = await service(log)
    let times = 0
    process.on('beforeExit', () => {
      // As a program may that finds something more to do.
      if (times++ === 0) setTimeout(() => say(`more ${handle.state}`), 10)
    })
    break
  }
  case 'busy': {
    const handle = await service(log)
    const many = await crew(log)
    await handle.call.startGrandchild()
    say(`child ${handle.pid}`)
    for (const { pid } of many.stats().processes) say(`child ${pid}`)
    await Promise.all([handle.call.spin(), many.call.spin()])
    break
  }
  case 'no-handler': {
    const handle = await service(log)
    say(`child ${handle.pid}`)
    say(`listeners ${process.listenerCount('SIGTERM')} ${process.listenerCount('SIGINT')}`)
    say('ready')
    await handle.call.spin()
    break
  }
  case 'own-handler': {
    // A server, as far as signals are concerned.
    const handle = await service(log)
    const many = await crew(log)
    const server = setInterval(() => {}, 1_000)
    const before = handle.pid
    const onSignal = async (name: string) => {
      note(name)
      say(`alive ${(await handle.call.pid()) === before && (await many.call.pid()) > 0}`)
      const last = handle.call.sleep(100).then(() => note('last'))
      clearInterval(server)
      await closeAll()
      await last
      say('closed')
    }
    process.once('SIGTERM', (name) => void onSignal(name))
    process.once('SIGINT', (name) => void onSignal(name))
    say('ready')
    break
  }
  case 'close-all-in-time': {
    const handles = [await service(log), await crew(log), await pool({ size: 1 })] as const
    const ends = [
      handles[0].call.spin(),
      handles[1].call.sleep(100),
      handles[1].call.spin(),
      handles[1].call.spin(),
    ].map((call) =>
      Promise.resolve(call).then(
        () => 'answered',
        ({ code }) => String(code),
      ),
    )
    await closeAll({ timeout: 500 })
    say(`${(await Promise.all(ends)).join(' ')} ${handles.map(({ state }) => state).join(' ')}`)
    break
  }
  case 'close-all-fails': {
    const handles = [await brokenDisposal(), await service(log)] as const
    const error = await closeAll().catch((reason: unknown) => reason)
    say(`${String(error)} ${handles.map(({ state }) => state).join(' ')}`)
    await closeAll()
    say('none is left')
    break
  }
  case 'leaves-nothing': {
    // Streams and guards that stay for good are there after the first time.
    await useEverything()
    await new Promise((resolve) => setTimeout(resolve, 100))
    const before = resources()
    for (let times = 0; times < 2; times++) await useEverything()
    await new Promise((resolve) => setTimeout(resolve, 100))
    say(JSON.stringify({ before, after: resources() }))
    break
  }
}
