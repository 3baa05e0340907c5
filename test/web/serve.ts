// The playground as `npm start` serves it, on a free port.

import type { AddressInfo } from 'node:net'
import path from 'node:path'

import { createServer, type ViteDevServer } from 'vite'

const CONFIG = path.resolve(import.meta.dirname, '../../playground/web/vite.config.ts')

export interface Playground {
  server: ViteDevServer
  url: string
  address: string
}

export async function servePlayground(): Promise<Playground> {
  const server = await createServer({
    configFile: CONFIG,
    logLevel: 'error',
    // Its own: `npm start` may run beside the tests.
    cacheDir: path.resolve(import.meta.dirname, '.vite'),
    server: { port: 0 },
  })
  await server.listen()
  const { port, address } = server.httpServer!.address() as AddressInfo // it listens
  return { server, address, url: `http://127.0.0.1:${port}/` }
}
