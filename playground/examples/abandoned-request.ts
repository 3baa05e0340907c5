// A request that is abandoned: the visitor is gone, so the work for it ends, and with it its process. A handler of
// Hono has the signal that says so in its request.

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { task } from 'verdigris'

const app = new Hono()

app.get('/sum/:rounds', async (context) => {
  const { path, raw } = context.req
  const rounds = Number(context.req.param('rounds'))
  try {
    const sum = await task('compute', { signal: raw.signal }, () => {
      let sum = 0
      for (let n = 0; n < rounds; n++) sum = (sum + n) % 9973
      return sum
    })
    return context.text(`the sum is ${sum}`)
  } catch (error) {
    if (raw.signal.aborted) server.emit('abandoned', `${path}: ${String(error)}`)
    return context.text('There is no answer.', 500)
  }
})

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const reply = await fetch(`http://127.0.0.1:${port}/sum/1000000`)
console.log(`/sum/1000000: ${await reply.text()}`)

const patience = AbortSignal.timeout(500)
const visitor = fetch(`http://127.0.0.1:${port}/sum/Infinity`, { signal: patience })
visitor.catch(() => console.log('The visitor has lost patience.'))
const [what] = (await once(server, 'abandoned')) as [string]
console.log(`The server heard of it. ${what}`)
server.close()
