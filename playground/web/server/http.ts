// Requests: which are taken, and how they are read and answered.

import type { IncomingMessage, ServerResponse } from 'node:http'

const MAX_BODY_BYTES = 256 * 1024
const OWN_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The server's own name: any other one leads here through somebody's DNS. */
export function isFromHere({ headers }: IncomingMessage): boolean {
  return OWN_NAMES.has((headers.host ?? '').replace(/:\d+$/, ''))
}

/**
 * Any web page can post to localhost; its `Origin` gives it away, and JSON makes its browser ask first. A request
 * without an `Origin` is from no browser.
 */
export function mayChangeThings(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  const isJson = request.headers['content-type']?.split(';', 1)[0] === 'application/json'
  return isFromHere(request) && isJson && origin === `http://${host}`
}

/** @throws if it is too long, or no JSON */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new RangeError(`More than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(value))
}

export function refuse(response: ServerResponse, message: string): void {
  sendJson(response, 403, { message })
}
