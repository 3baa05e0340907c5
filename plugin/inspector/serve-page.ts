// Serves the inspector's page, and keeps it up to date. Everything comes from here: it works without a network.

import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'

import type { CompiledFiles } from './compiled-files.ts'

/** Where the page is, below the server's base. */
export const PAGE_PATH = '__verdigris/'

const NAME_TO_TYPE: ReadonlyMap<string, string> = new Map([
  ['page.html', 'text/html'],
  ['page.css', 'text/css'],
  ['page.js', 'text/javascript'],
])

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:",
}

/** A middleware for the requests below `base`; all others go on. */
export function servePage(
  files: CompiledFiles,
  root: string,
  base: string,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const prefix = base + PAGE_PATH
  return (request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (`${pathname}/` === prefix) {
      response.writeHead(302, { Location: prefix }).end()
      return
    }
    if (!pathname.startsWith(prefix)) return next()
    const name = pathname.slice(prefix.length) || 'page.html'
    const type = NAME_TO_TYPE.get(name)
    if (name === 'events') return streamState(files, root, response)
    if (type === undefined) return next()
    response.writeHead(200, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` })
    response.end(readFileSync(findPageFile(name)))
  }
}

/** Server-sent events: the state now, and again after each change. */
function streamState(files: CompiledFiles, root: string, response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' })
  let isPending = false
  const send = (): void => {
    isPending = false
    response.write(`data: ${JSON.stringify(files.describe(root))}\n\n`)
  }
  const stop = files.onChange(() => {
    // A program that starts compiles many files at once.
    if (!isPending) setImmediate(send)
    isPending = true
  })
  response.on('close', stop)
  send()
}

/** The page is written as it is served, so nothing builds it: it stays beside the source. */
function findPageFile(name: string): string {
  const beside = fileURLToPath(new URL(`page/${name}`, import.meta.url))
  if (existsSync(beside)) return beside
  return fileURLToPath(new URL(`../../../plugin/inspector/page/${name}`, import.meta.url))
}
