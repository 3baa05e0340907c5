// Runs a case twice, with its closures in place and with its closures moved, in this process. Moved
// closures get their captures through a structured clone and a freshly evaluated worker module per call,
// like in a process of their own.

import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { build } from 'esbuild'
import type { Loader, Plugin } from 'esbuild'

import type { Case } from './case-folder.ts'

/** What `run()` of a case returned or threw. */
export type Outcome = { value: unknown } | { error: string }

export async function runBothWays(
  current: Case,
  outDirectory: string,
): Promise<{ inPlace: Outcome; moved: Outcome }> {
  const modules = new Map([
    ['in-place', current.input],
    ['moved', current.result?.code ?? ''],
  ])
  for (const { label, workerModule } of current.result?.sites ?? []) {
    modules.set(`worker-${label}`, workerModule.code)
  }
  await build({
    entryPoints: [...modules.keys()].map((name) => ({ in: `case:${name}`, out: name })),
    outdir: outDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    // `import x = require('x')`, which the linker of a worker bundle provides as well.
    banner: {
      js: `import { createRequire as caseRequire } from 'node:module'; const require = caseRequire(import.meta.url)`,
    },
    // Lowers decorators and `using`.
    target: 'node20',
    define: { __dirname: '"/case"' },
    jsx: 'automatic',
    jsxImportSource: 'case-jsx',
    logLevel: 'silent',
    plugins: [caseModules(current, modules, outDirectory)],
  })
  return {
    inPlace: await runEntry(path.join(outDirectory, 'in-place.mjs')),
    moved: await runEntry(path.join(outDirectory, 'moved.mjs')),
  }
}

// Both kinds of call, told apart by the label. Setup closures run in place like the others, and what they
// return is called in place.
const RUNTIME = `
  let loads = 0
  const hoisted = async (label, closure) => {
    if (typeof label === 'string') return closure
    const captured = structuredClone(closure())
    const { default: factory } = await import(label.base + 'worker-' + label.name + '.mjs?' + loads++)
    return factory(captured)
  }
  const isStream = (value) => typeof value?.next === 'function'
  const callable = (api, key) => (...args) => {
    try {
      const value = key === undefined ? api(...args) : api[key](...args)
      return isStream(value) ? value : Promise.resolve(value)
    } catch (error) {
      return Promise.reject(error)
    }
  }
  const handleOf = (api) => {
    const call =
      typeof api === 'function' ? callable(api) : new Proxy(api, { get: (_, key) => callable(api, key) })
    return { call, with: () => ({ call }), [Symbol.asyncDispose]: async () => api[Symbol.dispose]?.() }
  }
  export const task = async (label, ...rest) => (await hoisted(label, rest.at(-1)))()
  task.prewarm = async () => {}
  export const worker = async (label, ...rest) => {
    const setup = await hoisted(label, rest.at(-1))
    return handleOf(await setup())
  }
  export const pool = async (label, ...rest) =>
    rest.length > 0 ? worker(label, ...rest) : { size: label?.size ?? 1, [Symbol.asyncDispose]: async () => {} }
  export const supervise = async (options, children) => {
    for (const start of children) await start()
    return { close: async () => {} }
  }
  export const site = (name, where, base) => ({ name, base })
  export class CrashError extends Error {}
`

const JSX = `
  export const jsx = (type, props) => (typeof type === 'function' ? type(props) : { type, props })
  export const jsxs = jsx
  export const Fragment = 'fragment'
`

function caseModules(
  current: Case,
  modules: ReadonlyMap<string, string>,
  outDirectory: string,
): Plugin {
  const bundle = `export default ${JSON.stringify(pathToFileURL(`${outDirectory}/`).href)}`
  return {
    name: 'case-modules',
    setup(host) {
      host.onResolve({ filter: /^case:/ }, ({ path: id }) => ({ path: id, namespace: 'case' }))
      host.onResolve({ filter: /^(verdigris|virtual:verdigris|case-jsx)\b/ }, ({ path: id }) => ({
        path: id,
        namespace: 'stub',
      }))
      host.onLoad({ filter: /.*/, namespace: 'case' }, ({ path: id }) => ({
        contents: modules.get(id.slice('case:'.length)) ?? '',
        loader: current.extension.replace(/^\.[cm]?/, '').replace(/^js$/, 'jsx') as Loader,
        resolveDir: current.directory,
      }))
      host.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path: id }) => ({
        contents: id.startsWith('virtual:') ? bundle : id.startsWith('case-jsx') ? JSX : RUNTIME,
      }))
    },
  }
}

async function runEntry(file: string): Promise<Outcome> {
  try {
    const { run } = (await importNatively(pathToFileURL(file).href)) as { run: () => unknown }
    return { value: await run() }
  } catch (error) {
    return { error: String(error) }
  }
}

// Not through the test runner, whose module graph would answer for the fresh copies: `import()` in a file that
// Node itself has loaded.
const importNatively = createRequire(import.meta.url)('./import-natively.cjs') as (
  url: string,
) => Promise<unknown>
