// A Fastify server with one dangerous route, which runs in a pool. SIGTERM drains it: no new requests, those that run
// are answered, then the processes are closed.

import Fastify from 'fastify'
import { closeAll, CrashError, pool, QueueFullError, TimeoutError } from 'verdigris'

const PATTERN_LIMIT_MS = 1000

const search = await pool('search', { size: 2, maxQueue: 50, timeout: PATTERN_LIMIT_MS }, () => {
  const text = 'The quick brown fox jumps over the lazy dog again and again!'
  return (pattern: string) => text.match(new RegExp(pattern))?.[0] ?? null
})
search.on('crash', (error) => console.log(String(error)))

// A connection that a client keeps open is not waited for much longer than the last answer.
const server = Fastify({ keepAliveTimeout: 1000 })
server.get('/health', () => ({ pid: process.pid, queued: search.queued }))
server.get<{ Querystring: { pattern?: string } }>('/search', async ({ query }, reply) => {
  try {
    return { found: await search.call(query.pattern ?? '') }
  } catch (error) {
    return reply.code(statusOf(error)).send({ error: String(error) })
  }
})
// When the last request has been answered.
server.addHook('onClose', () => closeAll({ timeout: 5000 }))

const address = await server.listen({ port: Number(process.env.PORT ?? 0), host: '127.0.0.1' })
console.log(`${address}/search?pattern=fo.`)

process.once('SIGTERM', () => void drain())

async function drain(): Promise<void> {
  console.log('SIGTERM: the last requests are answered')
  await server.close()
  console.log('Done.')
}

/** What went wrong with whom: the visitor's pattern, the load, or the process. */
function statusOf(error: unknown): number {
  if (error instanceof TimeoutError) return 422
  if (error instanceof QueueFullError) return 503
  return error instanceof CrashError ? 500 : 400
}
