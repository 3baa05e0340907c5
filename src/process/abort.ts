// Abort signals that serve many calls, as that of a server's shutdown does: one listener for all of them.
// Node warns of a leak from the eleventh listener on.

interface Listener {
  actions: Set<() => void>
  onAbort: () => void
}

const signalToListener = new WeakMap<AbortSignal, Listener>()

/** Calls `action` when `signal` is given. Gives a function that takes it back. */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  const listener = signalToListener.get(signal) ?? listen(signal)
  listener.actions.add(action)
  return () => {
    listener.actions.delete(action)
    if (listener.actions.size > 0) return
    signal.removeEventListener('abort', listener.onAbort)
    signalToListener.delete(signal)
  }
}

function listen(signal: AbortSignal): Listener {
  const actions = new Set<() => void>()
  const listener: Listener = {
    actions,
    onAbort: () => {
      for (const action of actions) action()
    },
  }
  signalToListener.set(signal, listener)
  signal.addEventListener('abort', listener.onAbort, { once: true })
  return listener
}
