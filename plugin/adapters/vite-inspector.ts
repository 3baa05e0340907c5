// The inspector in Vite's dev server: a page below `/__verdigris/` with everything that was compiled so far.

import type { DevEnvironment, Environment, ViteDevServer } from 'vite'

import { CompiledFiles } from '../inspector/compiled-files.ts'
import { PAGE_PATH, servePage } from '../inspector/serve-page.ts'
import type { TransformResult } from '../transform.ts'

/** The inspector of one server; Vite sets plugins up anew when it restarts. */
export class Inspector {
  #files: CompiledFiles | undefined

  /** Adds the page to a server, and its address to those that the server prints. */
  serve(server: ViteDevServer): void {
    this.#files = new CompiledFiles()
    const { root, base, logger } = server.config
    server.middlewares.use(servePage(this.#files, root, base))
    const printUrls = server.printUrls.bind(server)
    server.printUrls = () => {
      printUrls()
      const [url] = server.resolvedUrls?.local ?? []
      if (url !== undefined) logger.info(`  ➜  verdigris: ${new URL(PAGE_PATH, url).href}`)
    }
  }

  /** Notes what `transform` has made of a module. */
  note({ name }: Environment, id: string, code: string, result: TransformResult | null): void {
    this.#files?.note(name, id, code, result)
  }

  /** Vite compiles what has changed when it is asked for. */
  update(environment: DevEnvironment, type: 'create' | 'update' | 'delete', file: string): void {
    if (type === 'delete') return this.#files?.remove(file)
    this.#files?.change(environment.name, file, () => {
      for (const { url } of environment.moduleGraph.getModulesByFile(file) ?? []) {
        // What fails is noted on the way, and reported to whoever asks for the file next.
        environment.transformRequest(url).catch(() => {})
      }
    })
  }
}
