// What webpack and Rspack have read, as the linker uses it.

import path from 'node:path'

import type { ImportKind, Loader } from 'esbuild'
import type { Compilation, Module, NormalModule } from 'webpack'

import { toBundleId, toFile } from '../virtual.ts'
import type { Loaded, Pipeline, Resolved } from './pipeline.ts'
import { fromBundleQuery, idOf, isOwnFile } from './webpack-facts.ts'
import { addProvided, type Provided } from './webpack-provide.ts'

/** A pipeline that hands out the modules of a compilation. */
export function toWebpackPipeline(
  compilation: Compilation,
  idToModule: ReadonlyMap<string, Module>,
  provided: Provided,
  root: string,
): Pipeline {
  const moduleToImports = new Map<Module, Map<string, Module>>()
  function importsOf(module: Module): Map<string, Module> {
    let imports = moduleToImports.get(module)
    if (!imports) moduleToImports.set(module, (imports = listImports(module, compilation)))
    return imports
  }
  return {
    root,
    extensionHint: (extension) =>
      `have it tried: \`resolve: { extensions: ['${extension}', '...'] }\``,
    async resolve(specifier, importer, kind) {
      const module = idToModule.get(importer)
      // What we print for one requires the external itself.
      if (module && readExternal(module)) return { id: specifier, isExternal: true }
      const found = module && importsOf(module).get(`${categoryOf(kind)} ${specifier}`)
      return found && toResolved(found, root, compilation)
    },
    async load(id) {
      const module = idToModule.get(id)
      if (!module) throw new Error(`The bundler has not read ${id}`)
      const loaded = loadModule(module, root)
      if (loaded.loader !== 'js') return loaded
      return { ...loaded, code: addProvided(loaded.code, module, compilation, provided) }
    },
  }
}

/** What dependencies have that name a module. */
type ModuleDependency = Partial<Record<'request' | 'category' | 'type', string>>

/** What a module imports, by how and by what it says. */
function listImports(module: Module, { moduleGraph }: Compilation): Map<string, Module> {
  const imports = new Map<string, Module>()
  for (const { dependency, resolvedModule } of moduleGraph.getOutgoingConnections(module)) {
    const { request, category, type } = (dependency ?? {}) as unknown as ModuleDependency
    if (request === undefined || !resolvedModule) continue
    imports.set(`${category} ${request}`, resolvedModule)
    // We may require it, though the hosts call it an import.
    if (type === 'provided') imports.set(`commonjs ${request}`, resolvedModule)
  }
  return imports
}

function categoryOf(kind: ImportKind): string {
  return kind === 'require-call' || kind === 'require-resolve' ? 'commonjs' : 'esm'
}

function toResolved(module: Module, root: string, { outputOptions }: Compilation): Resolved {
  const external = readExternal(module)
  if (typeof external?.request === 'string' && !isExpression(external)) {
    const { request } = external
    // A relative one means a file beside the program.
    const isRelative = request.startsWith('.')
    const id = isRelative ? path.resolve(outputOptions.path ?? root, request) : request
    return { id, isExternal: true }
  }
  const id = idOf(module)
  const bundleOf = fromBundleQuery(id)
  if (bundleOf !== undefined) return { id: toBundleId(bundleOf, root), isExternal: false }
  const isFree = module.factoryMeta?.sideEffectFree === true
  // Linked names end as the file does; `.node` files are left where they are.
  return {
    id: id.includes('.node?') ? toFile(id) : id,
    isExternal: false,
    ...(isFree ? { hasSideEffects: false } : {}),
  }
}

/** Whether an option `externals` that is not anchored has taken a module that only exists in the build. */
export function isTakenOut(module: Module): boolean {
  const request = readExternal(module)?.request
  return typeof request === 'string' && !isOwnFile(request)
}

interface External {
  type: string
  request: string | string[] | Record<string, string | string[]>
}

/** Both hosts say it in the identifier: `external commonjs "koffi"`. */
function readExternal(module: Module): External | undefined {
  const [, type, text] = /^external ([\w-]+) (".*"|\[.*\]|\{.*\})/.exec(module.identifier()) ?? []
  if (type === undefined || text === undefined) return undefined
  const request = JSON.parse(text) as External['request']
  if (typeof request !== 'object' || Array.isArray(request)) return { type, request }
  const chosen = request['commonjs2'] ?? request['commonjs'] ?? request[type] ?? request['root']
  return { type, request: chosen ?? '' }
}

function isExpression({ type }: External): boolean {
  return EXPRESSIONS.has(type)
}

const EXPRESSIONS = new Set(['var', 'assign', 'const', 'let', 'global', 'this', 'window', 'self'])

/** An external that is no module but an expression, or a member of a module. */
function printExternal({ type, request }: External): string {
  const [first = '', ...members] = Array.isArray(request) ? request : [String(request)]
  const access = (names: readonly string[]): string =>
    names.map((name) => `[${JSON.stringify(name)}]`).join('')
  if (type === 'var' || type === 'assign' || type === 'const' || type === 'let') {
    return `module.exports = (${first})${access(members)}`
  }
  if (EXPRESSIONS.has(type)) return `module.exports = globalThis${access([first, ...members])}`
  return `module.exports = require(${JSON.stringify(first)})${access(members)}`
}

const TYPE_TO_LOADER: Readonly<Record<string, Loader>> = {
  json: 'json',
  'asset/source': 'text',
}

function loadModule(module: Module, root: string): Loaded {
  const external = readExternal(module)
  if (external) return { code: printExternal(external), loader: 'js', map: undefined }
  const { type } = module
  const source = module.originalSource()
  // An alias to `false`.
  if (!source) return { code: 'module.exports = {}', loader: 'js', map: undefined }
  if (type.startsWith('javascript/')) {
    const map = toAbsoluteMap(source.map({}), root)
    return { code: String(source.source()), loader: 'js', map }
  }
  const loader = TYPE_TO_LOADER[type]
  if (loader) return { code: String(source.source()), loader, map: undefined }
  const data = source.buffer().toString('base64')
  if (type === 'asset/bytes') {
    const code = `export default new Uint8Array(Buffer.from("${data}", 'base64'))`
    return { code, loader: 'js', map: undefined }
  }
  const { resource = '' } = module as Partial<NormalModule>
  throw new Error(`${type} of ${resource} has no meaning in a worker process`)
}

/** Sources as both hosts write them, `webpack://./src/app.ts` with the loaders of files that have no map. */
function toAbsoluteMap(map: object | null, root: string): string | undefined {
  if (!map) return undefined
  const { sources = [] } = map as { sources?: string[] }
  const toPath = (source: string): string => {
    const name = source.replace(/^webpack:\/\//, '').replace(/^.*[!|]/s, '')
    return path.resolve(root, toFile(name))
  }
  return JSON.stringify({ ...map, sources: sources.map(toPath) })
}
