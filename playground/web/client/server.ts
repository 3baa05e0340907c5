// What the page asks its server, and what it hears: one stream of events.

import type { Events } from '../protocol.ts'

type Listeners = { [Name in keyof Events]?: ((value: Events[Name]) => void)[] }

const listeners: Listeners = {}
const source = new EventSource('/api/events')

/** Calls `listener` with every event of that name. */
export function on<Name extends keyof Events>(
  name: Name,
  listener: (value: Events[Name]) => void,
): void {
  const known = listeners[name]
  if (known !== undefined) {
    known.push(listener)
    return
  }
  const all = [listener]
  listeners[name] = all as Listeners[Name]
  source.addEventListener(name, (event: MessageEvent<string>) => {
    const value = JSON.parse(event.data) as Events[Name]
    for (const each of all) each(value)
  })
}

/** Whether the server answers; it may be stopped and started while the page is open. */
export function onConnection(listener: (isOpen: boolean) => void): void {
  source.addEventListener('open', () => listener(true))
  source.addEventListener('error', () => listener(false))
}

/** @throws with the server's message if it refuses */
export async function post<Result>(name: string, body: object): Promise<Result> {
  const response = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const value = (await response.json()) as Result & { message?: string }
  if (!response.ok) throw new Error(value.message ?? response.statusText)
  return value
}

export async function get<Result>(name: string): Promise<Result> {
  const response = await fetch(`/api/${name}`)
  return (await response.json()) as Result
}
