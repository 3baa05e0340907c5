// The output phase of the Rollup family: the worker bundle is written beside the program's chunks, which get
// its path when their names are known.

import path from 'node:path'

import type { OutputAsset, OutputBundle, OutputChunk, Plugin, PluginContext } from 'rollup'

import { patchFileTokens, patchProgram, PLACEHOLDER } from '../placeholder.ts'
import { BUNDLE_SPECIFIER, fromBundleId, toPosix } from '../virtual.ts'
import { inlineBundle, shiftMap, type ProgramFormat } from '../inline-bundle.ts'
import type { VerdigrisPluginOptions } from '../options.ts'
import { assembleBundle, BUNDLE_DIRECTORY, nameBuild, type WorkerBundle } from '../worker-bundle.ts'
import type { BuildState, FileLink } from './build-state.ts'
import type { FamilyHost } from './family-host.ts'

/** The hooks, for builds whose state `stateOf` knows. */
export function createOutputHooks(
  host: FamilyHost,
  stateOf: (context: unknown) => BuildState,
  { inline = false }: VerdigrisPluginOptions,
): Pick<Plugin, 'renderStart' | 'augmentChunkHash' | 'generateBundle'> {
  const stateToBuildId = new WeakMap<BuildState, string>()
  return {
    async renderStart() {
      const state = stateOf(this)
      const links = await findLive(this, state)
      if (links.length === 0) return
      stateToBuildId.set(state, await nameBuild(links))
    },

    // The chunk will contain the id, so another bundle makes it another chunk.
    augmentChunkHash({ moduleIds }) {
      const hasBundle = moduleIds.some((id) => fromBundleId(id, host.root) !== undefined)
      return hasBundle ? stateToBuildId.get(stateOf(this)) : undefined
    },

    generateBundle: {
      order: 'post',
      async handler(output, bundle) {
        refuseExternal(this, bundle)
        const chunks = Object.values(bundle).filter(
          (file) => file.type === 'chunk' && file.code.includes(PLACEHOLDER),
        )
        if (chunks.length === 0) return
        const outDirectory = path.resolve(output.dir ?? path.dirname(output.file ?? 'dist/x'))
        if (inline) {
          const links = await findLive(this, stateOf(this))
          for (const chunk of chunks) {
            const program = path.join(outDirectory, chunk.fileName)
            const directory = path.join(path.dirname(program), BUNDLE_DIRECTORY)
            const worker = await assembleBundle(links, host.root, directory, 'inline')
            const way = toPosix(path.relative(directory, outDirectory))
            const files = new Map(
              [...worker.files].map(([name, source]) => [
                name,
                typeof source === 'string' ? writeFileUrls(this, source, host, way) : source,
              ]),
            )
            putInto(bundle, chunk, { ...worker, files }, toProgramFormat(output.format))
          }
          return
        }
        const directory = path.join(outDirectory, BUNDLE_DIRECTORY)
        const worker = await assembleBundle(
          await findLive(this, stateOf(this)),
          host.root,
          directory,
        )
        for (const chunk of chunks) {
          if (chunk.type !== 'chunk') continue
          const entry = `${BUNDLE_DIRECTORY}/${worker.entry}`
          chunk.code = patchProgram(chunk.code, chunk.fileName, entry, worker.buildId)
        }
        for (const [name, source] of worker.files) {
          const fileName = `${BUNDLE_DIRECTORY}/${name}`
          this.emitFile({
            type: 'asset',
            fileName,
            source: typeof source === 'string' ? writeFileUrls(this, source, host, '..') : source,
          })
        }
      },
    },
  }
}

/** An option `external` that is not anchored also takes what only exists in the build. */
function refuseExternal(context: PluginContext, bundle: OutputBundle): void {
  const isTaken = Object.values(bundle).some(
    (file) => file.type === 'chunk' && file.imports.some((id) => id.includes(BUNDLE_SPECIFIER)),
  )
  if (!isTaken) return
  context.error(
    `The option \`external\` also matches ${BUNDLE_SPECIFIER}, which tells the program where its workers are and ` +
      'must be part of it. Have it match packages from their beginning: external: [/^verdigris/]',
  )
}

function findLive(context: PluginContext, state: BuildState): Promise<FileLink[]> {
  const live = new Set(context.getModuleIds())
  return state.linked((id) => live.has(id))
}

function putInto(
  output: OutputBundle,
  chunk: OutputAsset | OutputChunk,
  worker: WorkerBundle,
  format: ProgramFormat,
): void {
  if (chunk.type !== 'chunk') return
  chunk.code = inlineBundle(chunk.code, worker, format)
  if (chunk.map) chunk.map.mappings = `;${chunk.map.mappings}`
  const map = output[`${chunk.fileName}.map`]
  if (map?.type === 'asset') map.source = shiftMap(String(map.source))
}

function toProgramFormat(format: string): ProgramFormat {
  if (format === 'cjs') return 'cjs'
  if (format === 'es') return 'esm'
  throw new Error(
    `\`inline: true\` needs the output format 'es' or 'cjs', and this is '${format}'.`,
  )
}

/** Files that plugins have emitted have a name now. */
function writeFileUrls(
  context: PluginContext,
  code: string,
  host: FamilyHost,
  way: string,
): string {
  const write =
    host.writeFileUrl ??
    ((name) =>
      `require('node:url').pathToFileURL(require('node:path').join(__verdigris_directory, ${JSON.stringify(way)}, ${JSON.stringify(name)})).href`)
  return patchFileTokens(code, (reference) => write(context.getFileName(reference)))
}
