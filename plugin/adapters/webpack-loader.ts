// The loader for webpack and Rspack. It comes before all others, so that it reads what the user wrote, and is
// asked for a file in three ways: as it is, for one of its worker modules, and for its bundle module.

import path from 'node:path'

import type { LoaderContext } from 'webpack'

import { isLibraryFile } from '../child-runtime.ts'
import { toSpecifier } from '../options.ts'
import { transform } from '../transform.ts'
import { BUNDLE_SPECIFIER, fromWorkerId, toWorkerId } from '../virtual.ts'
import { inlineMap } from './module-map.ts'
import { fromBundleQuery, noteFacts, toBundleQuery } from './webpack-facts.ts'
import { RUNTIME_NAME } from './webpack-runtime.ts'

/** What the plugin tells the loader. */
export interface LoaderOptions {
  root: string
  types?: string | undefined
  preload?: readonly string[] | undefined
}

type Context = LoaderContext<LoaderOptions>
type SourceMap = Parameters<Context['callback']>[2]

export default function load(this: Context, code: string, map?: SourceMap): void {
  const { root, types, preload } = this.getOptions()
  const id = this.resourcePath + this.resourceQuery
  const module = this._module
  // A rule may read a script as something else, such as its text.
  if (!module?.type.startsWith('javascript/')) return this.callback(null, code, map)
  if (fromBundleQuery(id) !== undefined) {
    return this.callback(null, printBundleModule(types && toSpecifier(types, root)))
  }
  const file = fromWorkerId(id) ?? id
  const result = isLibraryFile(file) ? null : transform(code, file, { root, preload })
  if (file !== id) {
    const site = result?.sites.find(
      ({ label, workerModule }) => toWorkerId(file, label, workerModule.lang) === id,
    )
    if (!site) throw new Error(`${file} was changed while it was being built. Build again.`)
    const { workerModule } = site
    const from = types && JSON.stringify(toSpecifier(types, root))
    const end = from ? `\nexport * as types from ${from}\n` : ''
    return finish(this, file, workerModule.code + end, workerModule.map)
  }
  noteFacts(module, code, result)
  if (!result) return this.callback(null, code, map)
  return finish(this, file, result.code, result.map)
}

function finish(context: Context, id: string, code: string, map: object): void {
  const file = context.resourcePath
  const request = JSON.stringify(`./${path.basename(file)}${toBundleQuery(id)}`)
  const linked = code.replace(BUNDLE_IMPORT, () => request)
  // esbuild-loader drops the map that it is given. esbuild itself reads one that is in the code, and takes it out.
  const dropsMap = context.sourceMap && context.loaders.some(({ path: name }) => isEsbuild(name))
  const contents = dropsMap ? inlineMap(linked, JSON.stringify(map)) : linked
  context.callback(null, contents, map as SourceMap)
}

const BUNDLE_IMPORT = new RegExp(`(["'])${BUNDLE_SPECIFIER}\\?file=.*?&verdigris\\1`)

function isEsbuild(loader: string): boolean {
  return /[\\/]esbuild-loader[\\/]/.test(loader)
}

function printBundleModule(types: string | undefined): string {
  const bundle = `__webpack_require__.${RUNTIME_NAME}`
  if (types === undefined) return `export default ${bundle}\n`
  const from = JSON.stringify(types)
  return `import * as types from ${from}\nexport default { ...${bundle}, types }\n`
}
