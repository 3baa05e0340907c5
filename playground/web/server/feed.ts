// Server-sent events: whoever looks at the page gets everything that happens.

import type { ServerResponse } from 'node:http'

import type { Events } from '../protocol.ts'

/** A reader that has fallen so far behind is cut off; its browser connects again. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024

export class Feed {
  readonly #readers = new Set<ServerResponse>()
  /** The latest of each, for those who come later. */
  readonly #latest = new Map<string, string>()
  readonly #onEmpty: () => void

  /** @param onEmpty nobody looks any more */
  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty
  }

  add(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    for (const text of this.#latest.values()) response.write(text)
    this.#readers.add(response)
    response.on('close', () => {
      this.#readers.delete(response)
      if (this.#readers.size === 0) this.#onEmpty()
    })
  }

  send<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    const text = `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`
    if (name !== 'tick' && name !== 'load') this.#latest.set(name, text)
    for (const response of this.#readers) {
      if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
      else response.write(text)
    }
  }

  close(): void {
    for (const response of this.#readers) response.end()
  }
}
