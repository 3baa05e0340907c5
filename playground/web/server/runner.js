// Runs one module of the playground in a process or thread of its own. Vite compiles it, as it compiles the rest:
// this file only asks for modules, so it is plain JavaScript.

import { isMainThread, workerData } from 'node:worker_threads'

import { ESModulesEvaluator, ModuleRunner } from 'vite/module-runner'

const { entry, url, token } = isMainThread ? JSON.parse(process.env.PLAYGROUND_RUNNER) : workerData

const runner = new ModuleRunner(
  {
    hmr: false,
    transport: {
      async invoke(payload) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { authorization: token, 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        })
        return response.json()
      },
    },
  },
  new ESModulesEvaluator(),
)
await runner.import(entry)
