// A server with one dangerous route, which runs in a pool. SIGTERM drains it: no new requests, those that run are
// answered, then the processes are closed.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { closeAll, CrashError, pool, QueueFullError, TimeoutError } from 'verdigris'

const PATTERN_LIMIT_MS = 1000

const search = await pool('search', { size: 2, maxQueue: 50, timeout: PATTERN_LIMIT_MS }, () => {
  const text = 'The quick brown fox jumps over the lazy dog again and again!'
  return (pattern: string) => text.match(new RegExp(pattern))?.[0] ?? null
})
search.on('crash', (error) => console.log(String(error)))

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  if (pathname === '/health') return answer(200, { pid: process.pid, queued: search.queued })
  if (pathname !== '/search') return answer(404, { error: 'There is nothing here.' })
  search.call(searchParams.get('pattern') ?? '').then(
    (found) => answer(200, { found }),
    (error: unknown) => answer(statusOf(error), { error: String(error) }),
  )
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/search?pattern=fo.`)

process.once('SIGTERM', () => void drain())

async function drain(): Promise<void> {
  console.log('SIGTERM: the last requests are answered')
  server.close()
  server.closeIdleConnections()
  await once(server, 'close')
  await closeAll({ timeout: 5000 })
  console.log('Done.')
}

/** What went wrong with whom: the visitor's pattern, the load, or the process. */
function statusOf(error: unknown): number {
  if (error instanceof TimeoutError) return 422
  if (error instanceof QueueFullError) return 503
  return error instanceof CrashError ? 500 : 400
}
