// What a program still holds when it should hold nothing: timers, handles, listeners, descriptors.
import { getEventListeners } from 'node:events'
import { readdirSync } from 'node:fs'

const own = { setTimeout, clearTimeout, setInterval, clearInterval }
const live = new Map<object, string>()
const signals = new Set<AbortSignal>()

/** For the test's own purposes: not counted. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => own.setTimeout(resolve, ms))
}

/** Calls `action` after a while unless the function that it gives is called first. Not counted either. */
export function after(ms: number, action: () => void): () => void {
  const timer = own.setTimeout(action, ms)
  return () => own.clearTimeout(timer)
}

/** Calls `action` again and again, as long as there is something else to do. */
export function every(ms: number, action: () => void): void {
  own.setInterval(action, ms).unref()
}

/**
 * From now on every timer is known from its start to its end, also one that does not keep the program alive and so
 * is not in `process.getActiveResourcesInfo()`.
 */
export function watchTimers(): void {
  const start = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer: NodeJS.Timeout = own.setTimeout(() => {
      live.delete(timer)
      callback(...args)
    }, ms)
    live.set(timer, new Error('a timer').stack ?? '')
    return timer
  }
  const repeat = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = own.setInterval(callback, ms, ...args)
    live.set(timer, new Error('a timer').stack ?? '')
    return timer
  }
  const stop = (timer: NodeJS.Timeout | undefined): void => {
    if (timer !== undefined) live.delete(timer)
    own.clearTimeout(timer)
  }
  Object.assign(globalThis, { setTimeout: start, setInterval: repeat })
  Object.assign(globalThis, { clearTimeout: stop, clearInterval: stop })
}

/** A signal that must have no listener in the end. */
export function watchSignal(signal: AbortSignal): AbortSignal {
  signals.add(signal)
  return signal
}

/** Takes stock. Gives a function that says what there is more than now; waits a while for it to go. */
export async function takeStock(): Promise<() => Promise<string[]>> {
  await turn()
  const before = holdings()
  return async () => {
    // A timer that was forgotten goes by itself, when its time has come.
    let timers = [...live.values()]
    for (let patience = 6; timers.length > 0 && patience > 0; patience--) {
      await sleep(50)
      timers = [...live.values()]
    }
    for (let patience = 100; ; patience--) {
      await turn()
      const more = [...excess(before, holdings()), ...leaks(), ...timers]
      if (more.length === 0 || patience === 0) {
        signals.clear()
        return more
      }
      await sleep(50)
    }
  }
}

function leaks(): string[] {
  const listened = [...signals].filter((signal) => getEventListeners(signal, 'abort').length > 0)
  return listened.length === 0 ? [] : [`${listened.length} signals with listeners`]
}

function holdings(): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (name: string, count = 1): unknown =>
    counts.set(name, (counts.get(name) ?? 0) + count)
  // Timers are known better, and some are the test's own.
  for (const name of process.getActiveResourcesInfo()) if (name !== 'Timeout') add(name)
  for (const name of process.eventNames()) {
    add(`listeners for ${String(name)}`, process.listenerCount(name))
  }
  add('file descriptors', readdirSync('/proc/self/fd').length)
  return counts
}

function excess(before: Map<string, number>, now: Map<string, number>): string[] {
  return [...now]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name, count]) => `${count} ${name} rather than ${before.get(name) ?? 0}`)
}

/** Past what is about to happen anyway. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
