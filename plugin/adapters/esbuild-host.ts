// The plugin for esbuild. Its resolver works only inside a build, so worker modules are linked by a nested
// build with the same options and plugins, started when the program's build reads the bundle module of a
// file: that way esbuild watches what the nested build has read.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type {
  BuildOptions,
  BuildResult,
  Format,
  OnLoadResult,
  OutputFile,
  PluginBuild,
} from 'esbuild'

import { printBundleModule } from '../bundle-module.ts'
import { inlineBundle, shiftMap, type ProgramFormat } from '../inline-bundle.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { patchProgram, PLACEHOLDER } from '../placeholder.ts'
import { BuildProblems, labelProblems, refuseSite, type Problem } from '../problem.ts'
import type { PlacedCall } from '../transform.ts'
import { BUNDLE_SPECIFIER, hashText, toPosix } from '../virtual.ts'
import { assembleBundle, BUNDLE_DIRECTORY, type WorkerBundle } from '../worker-bundle.ts'
import { isScriptFile, SCRIPT_FILTER } from './esbuild-compile.ts'
import { toMessage } from './esbuild-message.ts'
import { isNestedBuild, NestedLinks } from './esbuild-nested.ts'
import { KeptBuilds } from './kept-builds.ts'

const NAMESPACE = 'verdigris-bundle'

/** Sets the plugin up in a build of the user's; in our own nested builds it does nothing. */
export function setupEsbuild(build: PluginBuild, options: VerdigrisPluginOptions): void {
  const { initialOptions, onStart, onResolve, onLoad, onEnd, onDispose } = build
  if (isNestedBuild(initialOptions)) return

  const root = initialOptions.absWorkingDir ?? process.cwd()
  const kept = new KeptBuilds()
  const links = new NestedLinks(initialOptions, root, options, (nested) => kept.run(nested))
  const reported = new WeakSet<BuildProblems>()
  // Needed to find the outputs to patch; taken out of the result if it was not asked for.
  const wantsMetafile = initialOptions.metafile === true
  initialOptions.metafile = true

  onStart(async () => {
    links.start()
    await kept.startRound()
  })
  // A failure has failed the build that it belongs to.
  onDispose(() => void kept.dispose())

  onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, async ({ path: file, suffix }) => {
    if (!isScriptFile(file, initialOptions)) return undefined
    links.touch()
    const compiled = await links.compiler.compile(file, suffix)
    if (!compiled) return undefined
    const calls = links.registry.callsOf(file)
    const refused = calls.flatMap((call) => refuseOptions(call, initialOptions) ?? [])
    const errors = [...compiled.errors, ...refused.map((problem) => toMessage(problem, root))]
    return { ...compiled, errors }
  })

  onResolve({ filter: new RegExp(`^${BUNDLE_SPECIFIER}`) }, ({ importer }) => ({
    path: toPosix(path.relative(root, importer)),
    namespace: NAMESPACE,
    sideEffects: false,
  }))

  onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path: name }): Promise<OnLoadResult> => {
    try {
      const watchFiles = await links.link(path.resolve(root, name))
      const base = initialOptions.format === 'esm' ? 'import.meta.url' : '__filename'
      const contents = writeBundleModule(base, options, root)
      // esbuild prints what it is told here, and nothing of what a build ends with.
      const warnings = links.notes.take().map((text) => ({ text }))
      return { contents, loader: 'js', resolveDir: root, watchFiles, warnings }
    } catch (error) {
      // Watch what was read, so that mending it starts the next build.
      const watchFiles = links.filesOf(path.resolve(root, name))
      if (error instanceof BuildProblems) {
        // Files that were linked together fail together.
        const problems = reported.has(error) ? [] : error.problems
        reported.add(error)
        return {
          contents: '',
          errors: problems.map((problem) => toMessage(problem, root)),
          watchFiles,
        }
      }
      throw error
    }
  })

  // The path is written into files whose names are made: `[hash]` in `entryNames` and `chunkNames` cannot follow
  // what is in the worker bundle, for esbuild has no hook between its code and its names.
  onEnd(async (result) => {
    const metafile = result.metafile
    if (!wantsMetafile) Reflect.deleteProperty(result, 'metafile')
    if (result.errors.length > 0 || !metafile) return undefined
    const problems = labelProblems(links.registry, () => true)
    if (problems.length > 0) return { errors: problems.map((each) => toMessage(each, root)) }
    const { outdir, outfile } = initialOptions
    const directory = path.resolve(root, outdir ?? (outfile ? path.dirname(outfile) : '.'))
    const names = Object.entries(metafile.outputs)
      .filter(([, { inputs }]) => Object.keys(inputs).some((name) => name.startsWith(NAMESPACE)))
      .map(([name]) => path.resolve(root, name))
    if (names.length === 0) return undefined
    const linked = await links.linked()
    if (options.inline === true) {
      const format = toProgramFormat(initialOptions.format)
      for (const name of names) {
        const place = path.join(path.dirname(name), BUNDLE_DIRECTORY)
        const bundle = await assembleBundle(linked, root, place, 'inline')
        const edit = (code: string): string => inlineBundle(code, bundle, format)
        if (initialOptions.write === false) putInMemory(result, name, edit)
        else await putOnDisk(name, `${path.relative(root, name)}.map` in metafile.outputs, edit)
      }
      return undefined
    }
    const bundle = await assembleBundle(linked, root, path.join(directory, BUNDLE_DIRECTORY))
    if (initialOptions.write === false) patchInMemory(result, directory, bundle)
    else await patchOnDisk(names, directory, bundle)
    return undefined
  })
}

function refuseOptions(call: PlacedCall, options: BuildOptions): Problem | undefined {
  const { platform = 'browser', bundle } = options
  if (platform !== 'node' && platform !== 'neutral') {
    return refuseSite(
      call,
      `A browser cannot start processes, and this build is for \`platform: '${platform}'\`. Set \`platform: 'node'\`.`,
    )
  }
  if (bundle === true) return undefined
  return refuseSite(
    call,
    'Without `bundle: true` esbuild only translates each file, and links no code for the process of this call. ' +
      "Set `bundle: true`; with `packages: 'external'`, packages stay imports.",
    'not-bundled',
  )
}

/** The module that tells a compiled file where its worker bundle is: a path relative to `base`. */
export function writeBundleModule(
  base: string,
  options: VerdigrisPluginOptions,
  root: string,
): string {
  return printBundleModule(`path: ${JSON.stringify(PLACEHOLDER)}, base: ${base}`, options, root)
}

function toProgramFormat(format: Format | undefined): ProgramFormat {
  if (format !== 'iife') return format ?? 'cjs'
  throw new Error("`inline: true` needs the format 'esm' or 'cjs', and this is 'iife'.")
}

async function putOnDisk(
  name: string,
  hasMap: boolean,
  edit: (code: string) => string,
): Promise<void> {
  await writeFile(name, edit(await readFile(name, 'utf8')))
  if (hasMap) await writeFile(`${name}.map`, shiftMap(await readFile(`${name}.map`, 'utf8')))
}

function putInMemory(result: BuildResult, name: string, edit: (code: string) => string): void {
  for (const file of result.outputFiles ?? []) {
    if (file.path === name) file.contents = Buffer.from(edit(file.text))
    if (file.path === `${name}.map`) file.contents = Buffer.from(shiftMap(file.text))
  }
}

/** Writes a worker bundle, and its path into the outputs `names`. */
export async function patchOnDisk(
  names: readonly string[],
  directory: string,
  bundle: WorkerBundle,
): Promise<void> {
  for (const name of names) {
    const code = await readFile(name, 'utf8')
    await writeFile(name, patch(code, name, directory, bundle))
  }
  for (const [name, data] of bundle.files) {
    const file = path.join(directory, BUNDLE_DIRECTORY, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, data)
  }
}

function patchInMemory(result: BuildResult, directory: string, bundle: WorkerBundle): void {
  for (const file of result.outputFiles ?? []) {
    if (file.path.endsWith('.map') || !file.text.includes(PLACEHOLDER)) continue
    file.contents = Buffer.from(patch(file.text, file.path, directory, bundle))
  }
  for (const [name, text] of bundle.files) {
    result.outputFiles?.push(toOutputFile(path.join(directory, BUNDLE_DIRECTORY, name), text))
  }
}

function patch(code: string, file: string, directory: string, bundle: WorkerBundle): string {
  const name = path.relative(directory, file)
  return patchProgram(code, name, `${BUNDLE_DIRECTORY}/${bundle.entry}`, bundle.buildId)
}

function toOutputFile(file: string, data: string | Uint8Array): OutputFile {
  const contents = Buffer.from(data)
  const text = contents.toString()
  return { path: file, contents, hash: hashText(text), text }
}
