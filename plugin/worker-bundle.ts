// Links worker modules with esbuild into one self-contained file per label, and puts those files and the
// entry that knows them into a worker bundle. How modules are found and read is the host's business: it
// comes in as plugins.

import path from 'node:path'

import {
  build,
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  type Metafile,
  type Plugin,
} from 'esbuild'

import { RUNTIME_NAME } from '../src/wire/environment.ts'
import { checkProgram } from './check-program.ts'
import { bundleChild, runtimePlugin } from './child-runtime.ts'
import { makeCodeCache } from './code-cache.ts'
import { printManifest, toManifestName } from './manifest.ts'
import { canBeRequired } from './module-format.ts'
import { fromPathToken, patchTokens } from './placeholder.ts'
import { BuildProblems, toProblem, type Origin, type Problem } from './problem.ts'
import {
  HERE_DEFINES,
  locationPlugin,
  mustBeModule,
  removeLocation,
  RESOLVE_BANNER,
} from './source-location.ts'
import type { ProgramCall, Site } from './transform.ts'
import { hashText, toFile, toPosix } from './virtual.ts'

/** The one directory of a build's output that is ours. */
export const BUNDLE_DIRECTORY = 'verdigris'

/** esbuild's `build`, or what keeps some of it for the next time. */
export type RunBuild = (options: LinkOptions) => Promise<BuildResult<LinkOptions>>

/** Into memory. */
export type LinkOptions = BuildOptions & { write: false; metafile: true }

/** What to link: each call site with the name that the plugins know its worker module by. */
export interface LinkRequest {
  root: string
  entries: readonly { site: Site; module: string }[]
  plugins: readonly Plugin[]
  options?: BuildOptions
  /** By default, nothing is kept. */
  runBuild?: RunBuild
  findOrigin: (file: string, namespace: string) => Origin | undefined
  /** What a module starts when it is loaded; nothing of a worker module. */
  findProgramCall: (file: string, namespace: string) => ProgramCall | undefined
}

/** One label's file, still with tokens where paths go. */
export interface LinkedLabel {
  label: string
  site: Site
  fileName: string
  code: string
  map: string
}

export interface LinkResult {
  labels: readonly LinkedLabel[]
  /** What loaders have put beside the code (esbuild's `file` and `copy`), by name. */
  assets: ReadonlyMap<string, Uint8Array>
  /** Names of everything that was linked, as esbuild's metafile has them. */
  inputs: readonly string[]
}

/** Files of a worker bundle, by their name within its directory. */
export interface WorkerBundle {
  entry: string
  buildId: string
  files: ReadonlyMap<string, string | Uint8Array>
}

/** Links each label by itself: CommonJS where that provably means the same (it starts faster), else ESM. */
export async function linkLabels(request: LinkRequest): Promise<LinkResult> {
  const { entries } = request
  // A file may ask for processes and have no call.
  if (entries.length === 0) return { labels: [], assets: new Map(), inputs: [] }
  const { asRequire, asImport } = await linkFirst(request)
  const left = entries.filter(({ site }) => {
    const output = asRequire?.outputs.get(site.label)
    if (!output || mustBeModule(output.inputs)) return true
    return output.externals.some((name) => asRequire?.onlyImportable.has(name))
  })
  const modules = asImport ?? (left.length > 0 ? await linkAs('esm', left, request) : undefined)
  const labels = entries.map(({ site }) => {
    const { label } = site
    const isModule = left.some((entry) => entry.site.label === label)
    const output = (isModule ? modules : asRequire)?.outputs.get(label)
    if (!output) throw new Error(`esbuild wrote nothing for the label "${label}"`)
    return toLinkedLabel(site, isModule ? '.mjs' : '.cjs', output, request)
  })
  const links = [asRequire, modules].filter((link) => link !== undefined)
  return {
    labels,
    assets: new Map(links.flatMap((link) => [...link.assets])),
    inputs: [...new Set(links.flatMap((link) => link.inputs))],
  }
}

/** As CommonJS what can be; as ESM all, if there is anything that waits while it is loaded. */
async function linkFirst(
  request: LinkRequest,
): Promise<{ asRequire?: LinkOutputs | undefined; asImport?: LinkOutputs }> {
  const { entries } = request
  try {
    return { asRequire: await linkAs('cjs', entries, request) }
  } catch (error) {
    const waiting = error instanceof TopLevelAwait ? error.waiting : undefined
    if (!waiting) throw error
    const asImport = await linkAs('esm', entries, request)
    const others = entries.filter(({ site }) => {
      const inputs = asImport.outputs.get(site.label)?.inputs ?? []
      return !inputs.some((input) => waiting.has(input))
    })
    if (others.length === 0 || others.length === entries.length) return { asImport }
    return { asRequire: await linkAs('cjs', others, request), asImport }
  }
}

/**
 * Puts labels into a bundle at `directory`: the paths in code and maps are written relative to it.
 *
 * Names carry a hash, so that two builds into the same output do not overwrite each other's labels. What an
 * earlier build has left there stays, as the bundlers' own hashed chunks do: a program of that build may still
 * be running, started before a watcher's last change or before a deployment in place, and starts its next
 * process from those files. They go with what empties the bundler's output (`emptyOutDir`, `output.clean`).
 */
export async function assembleBundle(
  links: readonly Pick<LinkResult, 'labels' | 'assets'>[],
  root: string,
  directory: string,
  form: 'folder' | 'inline' = 'folder',
): Promise<WorkerBundle> {
  const child = await bundleChild()
  const sorted = sortLabels(links)
  const buildId = await nameBuild(links)
  const loaders = sorted.map(
    ({ label, fileName }) => `    [${JSON.stringify(label)}]: () => ${LOADERS[form](fileName)},\n`,
  )
  const entry = `worker-${buildId.slice(0, 8)}.cjs`
  const inline = form === 'inline' ? `  inline: { ...inline, entry: '${entry}' },\n` : ''
  const call = `verdigris.main({\n  buildId: '${buildId}',\n${inline}  labels: {\n    __proto__: null,\n${loaders.join('')}  },\n})\n`
  const files = new Map<string, string | Uint8Array>()
  if (form === 'inline') files.set(entry, `${child}\nmodule.exports = (inline) => ${call}`)
  else addEntry(files, entry, call, child, await makeCodeCache(toScript(child)))
  for (const label of sorted) {
    const { fileName } = label
    const { code, map } = placeLabel(label, root, directory)
    files.set(fileName, `${code}//# sourceMappingURL=${fileName}.map\n`)
    files.set(`${fileName}.map`, map)
  }
  for (const { assets } of links) for (const [name, bytes] of assets) files.set(name, bytes)
  if (form === 'folder') files.set(toManifestName(entry), printManifest(entry, buildId, sorted))
  return { entry, buildId, files }
}

/** The runtime is a script of its own, which V8 need not compile if it knows what comes of it. */
function addEntry(
  files: Map<string, string | Uint8Array>,
  entry: string,
  call: string,
  child: string,
  codeCache: Uint8Array | undefined,
): void {
  const name = `runtime-${hashText(child).slice(0, 8)}`
  files.set(entry, `${writeLoader(name)}\n${call}`)
  files.set(`${name}.cjs`, toScript(child))
  if (codeCache) files.set(`${name}.${process.versions.v8}-${process.arch}.bin`, codeCache)
}

function toScript(child: string): string {
  return `(() => {${child}\nreturn verdigris })()\n`
}

function writeLoader(name: string): string {
  // With a name that is the same wherever the file lies: V8 has it from the cache.
  return `'use strict'
const { readFileSync } = require('node:fs')
let cachedData
try {
  cachedData = readFileSync(__dirname + \`/${name}.\${process.versions.v8}-\${process.arch}.bin\`)
} catch {
  // Made by another Node, or not at all.
}
const source = readFileSync(__dirname + '/${name}.cjs', 'latin1')
const script = new (require('node:vm').Script)(source, { filename: '${RUNTIME_NAME}', cachedData })
const verdigris = script.runInThisContext()`
}

/** How an entry loads the file of a label. */
const LOADERS: Record<'folder' | 'inline', (fileName: string) => string> = {
  folder: (name) =>
    name.endsWith('.cjs')
      ? `verdigris.loadFile(module, ${JSON.stringify(name)})`
      : `import(${JSON.stringify(`./${name}`)})`,
  inline: (name) =>
    name.endsWith('.cjs')
      ? `inline.load(${JSON.stringify(name)})`
      : `verdigris.importInline(inline, ${JSON.stringify(name)})`,
}

/** The id of a bundle with these labels, in whatever directory. */
export async function nameBuild(links: readonly Pick<LinkResult, 'labels'>[]): Promise<string> {
  const names = sortLabels(links).map(({ fileName }) => fileName)
  return hashText([await bundleChild(), ...names].join('\n'))
}

function sortLabels(links: readonly Pick<LinkResult, 'labels'>[]): LinkedLabel[] {
  const labels = new Map(links.flatMap((link) => link.labels.map((each) => [each.label, each])))
  return [...labels.values()].toSorted((a, b) => (a.label < b.label ? -1 : 1))
}

interface LinkOutput {
  code: string
  map: string
  externals: readonly string[]
  inputs: readonly string[]
}

interface LinkOutputs {
  outputs: Map<string, LinkOutput>
  inputs: readonly string[]
  assets: ReadonlyMap<string, Uint8Array>
  /** External imports of which CommonJS output cannot be shown to mean the same. */
  onlyImportable: ReadonlySet<string>
}

// A directory that need not exist: nothing is written, paths are only relative to it.
const OUT_DIRECTORY = '.verdigris-link'

async function linkAs(
  format: 'cjs' | 'esm',
  entries: LinkRequest['entries'],
  request: LinkRequest,
): Promise<LinkOutputs> {
  const { root, options = {}, runBuild = build } = request
  const result = await runBuild({
    ...options,
    absWorkingDir: root,
    entryPoints: entries.map(({ module }, at) => ({ in: module, out: String(at) })),
    outdir: path.join(root, OUT_DIRECTORY),
    bundle: true,
    write: false,
    metafile: true,
    format,
    platform: 'node',
    splitting: false,
    sourcemap: 'external',
    sourcesContent: true,
    outExtension: { '.js': '.js' },
    banner: { js: `${format === 'cjs' ? CJS_BANNER : ESM_BANNER}${options.banner?.js ?? ''}` },
    footer: {},
    logLevel: 'silent',
    define: { ...options.define, ...HERE_DEFINES },
    plugins: [runtimePlugin(), locationPlugin(root), ...request.plugins],
  }).catch((error: unknown) => {
    throw toBuildProblems(error, request)
  })
  const outputs = new Map<string, LinkOutput>()
  const problems: Problem[] = []
  for (const [at, { site }] of entries.entries()) {
    const find = (end: string): string =>
      result.outputFiles.find((file) => file.path.endsWith(`${path.sep}${at}${end}`))?.text ?? ''
    const written = Object.entries(result.metafile.outputs).find(([name]) =>
      name.endsWith(`/${at}.js`),
    )?.[1]
    const externals = (written?.imports ?? []).map((used) => used.path)
    const inputs = Object.keys(written?.inputs ?? {})
    outputs.set(site.label, { code: find('.js'), map: find('.js.map'), externals, inputs })
    if (written) problems.push(...findProgram(site, written, result.metafile, request))
  }
  if (problems.length > 0) throw new BuildProblems(problems)
  const onlyImportable = findOnlyImportable(result.metafile, request)
  const assets = new Map<string, Uint8Array>()
  for (const file of result.outputFiles) {
    const name = path.relative(path.join(root, OUT_DIRECTORY), file.path)
    if (!/^\d+\.js(\.map)?$/.test(name)) assets.set(toPosix(name), file.contents)
  }
  return { outputs, assets, inputs: Object.keys(result.metafile.inputs), onlyImportable }
}

function findProgram(
  site: Site,
  output: Metafile['outputs'][string],
  { inputs }: Metafile,
  { root, findOrigin, findProgramCall }: LinkRequest,
): Problem[] {
  return checkProgram(site, output.entryPoint ?? '', output, inputs, {
    findProgramCall: (input) => findProgramCall(...splitName(input)),
    toName(input) {
      const [name, namespace] = splitName(input)
      return toPosix(path.relative(root, findOrigin(name, namespace)?.file ?? toFile(name)))
    },
  })
}

function findOnlyImportable(metafile: Metafile, { root, findOrigin }: LinkRequest): Set<string> {
  const found = new Set<string>()
  for (const [input, { imports }] of Object.entries(metafile.inputs)) {
    const [name, namespace] = splitName(input)
    const importer = findOrigin(name, namespace)?.file ?? path.resolve(root, toFile(name))
    for (const used of imports) {
      if (!used.external || used.kind !== 'import-statement') continue
      const file = fromPathToken(used.path, root)
      if (!canBeRequired(file ?? used.path, importer)) found.add(used.path)
    }
  }
  return found
}

/** esbuild's names of modules that are no files: `namespace:name`. */
const NAMESPACED = /^([\w-]{2,}):(.*)$/s

function splitName(input: string): [name: string, namespace: string] {
  const [, namespace = 'file', name = input] = NAMESPACED.exec(input) ?? []
  return [name, namespace]
}

// The worker file's own place; `import.meta` and `__dirname` of the project's modules are not it. ES modules are
// strict, which esbuild does not say in CommonJS: without it `this`, `arguments` and some writes mean another thing.
const CJS_BANNER = '"use strict";const __verdigris_directory = __dirname;'
// esbuild turns `require` in bundled CommonJS modules into a lookup of a global one.
const ESM_BANNER = [
  `import { createRequire as __verdigris_createRequire } from 'node:module'`,
  `import { fileURLToPath as __verdigris_toPath } from 'node:url'`,
  `const require = __verdigris_createRequire(import.meta.url)`,
  RESOLVE_BANNER,
  `const __verdigris_directory = __verdigris_toPath(new URL('.', import.meta.url));`,
].join(';')

function toLinkedLabel(
  site: Site,
  extension: string,
  output: LinkOutput,
  request: LinkRequest,
): LinkedLabel {
  const { label } = site
  const name = label.replace(/[^\w.-]+/g, '-').slice(0, 40)
  const map = nameSources(output.map, request)
  return {
    label,
    site,
    fileName: `${name}-${hashText(`${label}\n${output.code}`).slice(0, 8)}${extension}`,
    code: output.code,
    map,
  }
}

/** Sources as absolute paths, whatever name esbuild had for them. */
function nameSources(text: string, { root, findOrigin }: LinkRequest): string {
  const map = JSON.parse(text) as { sources: string[]; sourcesContent?: (string | null)[] }
  map.sourcesContent =
    map.sourcesContent?.map((content) => content && removeLocation(content)) ?? []
  map.sources = map.sources.map((source) => {
    const [, namespace, name] = NAMESPACED.exec(source) ?? []
    if (namespace !== undefined && name !== undefined) {
      return findOrigin(name, namespace)?.file ?? source
    }
    return path.resolve(root, OUT_DIRECTORY, toFile(source))
  })
  return JSON.stringify(map)
}

interface PlacedLabel {
  directory: string
  code: string
  map: string
}

// A watcher writes the labels that have not changed again and again, to the same place.
const labelToPlaced = new WeakMap<LinkedLabel, PlacedLabel>()

function placeLabel(label: LinkedLabel, root: string, directory: string): PlacedLabel {
  const known = labelToPlaced.get(label)
  if (known?.directory === directory) return known
  const code = patchTokens(label.code, root, directory)
  const placed = { directory, code, map: rebaseMap(label.map, directory) }
  labelToPlaced.set(label, placed)
  return placed
}

function rebaseMap(text: string, directory: string): string {
  const map = JSON.parse(text) as { sources: string[] }
  map.sources = map.sources.map((source) =>
    path.isAbsolute(source) ? toPosix(path.relative(directory, source)) : source,
  )
  return JSON.stringify(map)
}

/** Modules that CommonJS cannot hold. */
class TopLevelAwait extends BuildProblems {
  readonly waiting: ReadonlySet<string>

  constructor(problems: readonly Problem[], waiting: ReadonlySet<string>) {
    super(problems)
    this.waiting = waiting
  }
}

function toBuildProblems(error: unknown, request: LinkRequest): unknown {
  const { errors } = error as Partial<BuildFailure>
  if (!Array.isArray(errors)) return error
  const problems = errors.map((message) => toProblem(message, request.root, request.findOrigin))
  if (errors.some(({ text }) => !text.startsWith('Top-level await'))) {
    return new BuildProblems(problems)
  }
  return new TopLevelAwait(problems, new Set(errors.map(({ location }) => location?.file ?? '')))
}
