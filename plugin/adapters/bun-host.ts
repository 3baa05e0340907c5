// The plugin for `Bun.build`. Its plugins are like esbuild's, so worker modules are linked by nested builds of
// esbuild, with the same settings and the user's other plugins.

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { VerdigrisPluginOptions } from '../options.ts'
import { PLACEHOLDER } from '../placeholder.ts'
import { BuildProblems, labelProblems, refuseSite } from '../problem.ts'
import { BUNDLE_SPECIFIER, toPosix } from '../virtual.ts'
import { assembleBundle, BUNDLE_DIRECTORY } from '../worker-bundle.ts'
import { toEsbuildOptions, type BunBuild } from './bun-options.ts'
import { isScriptFile, SCRIPT_FILTER } from './esbuild-compile.ts'
import { patchOnDisk, writeBundleModule } from './esbuild-host.ts'
import { NestedLinks } from './esbuild-nested.ts'
import { toError, toErrorOf, toWarnings } from './format-problems.ts'

const NAMESPACE = 'verdigris-bundle'

/** Where CommonJS output is. Bun replaces `__filename` by the path of the source; the names are equally long. */
const HERE = '__verdigris_here'
const HERE_IN_NODE = '__filename'.padEnd(HERE.length)

/** Sets the plugin up in a build. */
export function setupBun(build: BunBuild, options: VerdigrisPluginOptions): void {
  const { config } = build
  const root = process.cwd()
  const esbuildOptions = toEsbuildOptions(config, root)
  const links = new NestedLinks(esbuildOptions, root, options)

  build.onStart(() => links.start())

  build.onLoad({ filter: SCRIPT_FILTER, namespace: 'file' }, async ({ path: file, loader }) => {
    if (!isScriptFile(file, esbuildOptions)) return undefined
    const compiled = await links.compiler.compile(file)
    if (!compiled) return undefined
    const calls = links.registry.callsOf(file)
    const reason = calls.length > 0 ? refuseBuild(config) : undefined
    if (reason !== undefined)
      throw await toError(
        calls.map((call) => refuseSite(call, reason)),
        root,
      )
    if (compiled.errors.length > 0) throw await toErrorOf(compiled.errors)
    // Bun has no way to pass a warning on.
    for (const text of await toWarnings(compiled.warnings)) console.warn(text)
    return { contents: compiled.contents, loader }
  })

  build.onResolve({ filter: new RegExp(`^${BUNDLE_SPECIFIER}`) }, ({ importer }) => ({
    path: toPosix(path.relative(root, importer)),
    namespace: NAMESPACE,
  }))

  build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path: name }) => {
    await links.link(path.resolve(root, name)).catch(async (error: unknown) => {
      throw error instanceof BuildProblems ? await toError(error.problems, root) : error
    })
    for (const note of links.notes.take()) console.warn(note)
    const base = config.format === 'cjs' ? HERE : 'import.meta.url'
    return { contents: writeBundleModule(base, options, root), loader: 'js' }
  })

  build.onEnd(async ({ success, outputs }) => {
    const { outdir } = config
    if (!success || outdir === undefined) return
    const problems = labelProblems(links.registry, () => true)
    if (problems.length > 0) throw await toError(problems, root)
    const linked = await links.linked()
    if (linked.length === 0) return
    const directory = path.resolve(root, outdir)
    const bundle = await assembleBundle(linked, root, path.join(directory, BUNDLE_DIRECTORY))
    const names: string[] = []
    for (const { path: output, kind } of outputs) {
      if (kind !== 'entry-point' && kind !== 'chunk') continue
      const code = await readFile(output, 'utf8')
      if (!code.includes(PLACEHOLDER)) continue
      await writeFile(output, code.replaceAll(HERE, HERE_IN_NODE))
      names.push(output)
    }
    await patchOnDisk(names, directory, bundle)
  })
}

function refuseBuild({ target, outdir, compile }: BunBuild['config']): string | undefined {
  if (target !== 'node') {
    return `The build is for \`target: '${target ?? 'browser'}'\`, and processes are those of Node. Set \`target: 'node'\`, and run what is built with Node.`
  }
  if (compile)
    return 'A program that is compiled into one file has no place for the worker bundle. Build without `compile`.'
  if (outdir === undefined)
    return 'The worker bundle is put beside the program, and there is no place for it. Set `outdir`.'
  return undefined
}
