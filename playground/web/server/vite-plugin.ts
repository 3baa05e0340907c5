// Puts the playground's server into Vite's own: the app is loaded through Vite, so the calls in it are compiled
// as those of any app. Also gives modules to the program and its threads, which Vite compiles as well.

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'

import { isRunnableDevEnvironment } from 'vite'
import type { HotPayload, Plugin, ViteDevServer } from 'vite'

import type * as AppModule from './app.ts'
import { isFromHere, readJson, refuse, sendJson } from './http.ts'

const MODULES_PATH = '/api/modules'
/** A module with this query has `task` run its closure where it is called. */
const HERE = '?here'

export function playgroundServer(): Plugin {
  return {
    name: 'verdigris-playground',
    // Before verdigris sees the import.
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(HERE)) return undefined
      const code = await readFile(id.slice(0, -HERE.length), 'utf8')
      return code.replaceAll(`from 'verdigris'`, `from '/web/server/task-here.ts'`)
    },
    configureServer(server) {
      const token = randomUUID()
      serveModules(server, token)
      let app: Promise<AppModule.App> | undefined
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith('/api/') !== true) return next()
        app ??= loadApp(server, token)
        app.then(({ handle }) => handle(request, response)).catch(next)
      })
      server.httpServer?.once('close', () => {
        app?.then(({ close }) => close()).catch(() => {})
      })
    },
  }
}

async function loadApp(server: ViteDevServer, token: string): Promise<AppModule.App> {
  const { ssr } = server.environments
  if (!isRunnableDevEnvironment(ssr)) throw new Error('The SSR environment cannot run modules')
  const { createApp } = await ssr.runner.import<typeof AppModule>('/web/server/app.ts')
  const { port } = server.httpServer!.address() as AddressInfo // it listens: a request came
  return createApp({ modules: { url: `http://127.0.0.1:${port}${MODULES_PATH}`, token } })
}

/** What a module runner in another process or thread asks for. Code for this machine's Node only: hence the token. */
function serveModules(server: ViteDevServer, token: string): void {
  server.middlewares.use(MODULES_PATH, (request, response) => {
    if (!isFromHere(request) || request.headers.authorization !== token) {
      return refuse(response, 'Only for the processes of the playground.')
    }
    readJson(request)
      .then((payload) => server.environments.ssr.hot.handleInvoke(payload as HotPayload))
      .then(
        (result) => sendJson(response, 200, result),
        (error: unknown) => sendJson(response, 500, { error: String(error) }),
      )
  })
}
