// A request that is abandoned: the visitor is gone, so the work for it ends, and with it its process.

import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'

import { task } from 'verdigris'

const server = createServer((request, response) => {
  const gone = new AbortController()
  // Also comes when all has been sent; then there is nothing left to end.
  response.once('close', () => gone.abort())
  const rounds = request.url === '/short' ? 1e6 : Infinity
  task('compute', { signal: gone.signal }, () => {
    let sum = 0
    for (let n = 0; n < rounds; n++) sum = (sum + n) % 9973
    return sum
  }).then(
    (sum) => response.end(`the sum is ${sum}`),
    (error: Error) => server.emit('abandoned', `${request.url}: ${error.name}`),
  )
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const reply = await fetch(`http://127.0.0.1:${port}/short`)
console.log(`/short: ${await reply.text()}`)

const visitor = get({ port, host: '127.0.0.1', path: '/endless', agent: false })
visitor.on('error', () => console.log('The visitor has lost patience.'))
await once(server, 'request')
visitor.destroy()
const [what] = (await once(server, 'abandoned')) as [string]
console.log(`The server heard of it. ${what}`)
server.close()
server.closeAllConnections()
