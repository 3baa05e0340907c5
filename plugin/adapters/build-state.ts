// What one build of a host knows: which files have call sites, and their linked labels.

import type { BuildOptions } from 'esbuild'

import type { VerdigrisPluginOptions } from '../options.ts'
import { BuildProblems } from '../problem.ts'
import { Registry } from '../registry.ts'
import type { Site } from '../transform.ts'
import { toWorkerId } from '../virtual.ts'
import { linkLabels, type LinkResult } from '../worker-bundle.ts'
import { LinkMemory, memoize, UnchangedCheck, type RememberedLabel } from './link-memory.ts'
import { LinkQueue } from './link-queue.ts'
import { NativeNotes } from './native-notes.ts'
import { isCompiled, linkThrough, toEntryName, type Pipeline } from './pipeline.ts'

/** A file's labels, linked, and what that took. */
export interface FileLink extends Pick<LinkResult, 'labels' | 'assets'> {
  /** Host ids of the modules that were read; for the first of the files that were linked together. */
  ids: readonly string[]
  /** Host ids of other files with call sites that the worker modules reach. */
  compiled: readonly string[]
  /** Packages that stay imports for their native code, against the host's will. */
  native: readonly string[]
}

// Hosts find the files of a program in quick succession.
const QUIET_MS = 5

/** One build, or one environment of a build, from its start to its output. */
export class BuildState {
  readonly registry: Registry = new Registry()
  readonly #memory = new LinkMemory()
  /** What there is to say about native packages. */
  readonly notes: NativeNotes = new NativeNotes()
  readonly #options: VerdigrisPluginOptions
  #queue = new LinkQueue<FileLink>(QUIET_MS)

  constructor(options: VerdigrisPluginOptions) {
    this.#options = options
  }

  /** A new build: hosts have every compiled file transformed again, for each of their outputs and whatever they cache. */
  start(): void {
    this.startLinks(QUIET_MS)
    this.notes.start()
    this.registry.clear()
  }

  /** Forgets what was asked for. What is asked for from now on is linked together, after a moment of quiet. */
  startLinks(quietMs: number): void {
    this.#queue = new LinkQueue(quietMs)
  }

  /** The host has found another file with calls. */
  touch(): void {
    this.#queue.touch()
  }

  /** Links the labels of `id`, and of every compiled file that they lead to. The first is that of `id`. */
  async link(id: string, pipeline: Pipeline, options: BuildOptions): Promise<FileLink[]> {
    const queue = this.#queue
    const seen = new Set([id])
    // No file waits for another one's link from inside its own, so a cycle of files cannot lock up.
    const links: FileLink[] = []
    for (const next of seen) {
      const link = await queue.ask(next, (ids) => this.#linkFiles(ids, pipeline, options))
      links.push(link)
      this.notes.add(link.native)
      for (const reached of link.compiled) seen.add(reached)
    }
    return links
  }

  /** What has been linked of the files that `isLive` names, and of those that only worker modules lead to. */
  async linked(isLive: (id: string) => boolean): Promise<FileLink[]> {
    const idToLink = new Map(this.#queue.parts())
    const seen = new Set([...idToLink.keys()].filter(isLive))
    const links: FileLink[] = []
    for (const id of seen) {
      const link = await idToLink.get(id)
      if (link === undefined) continue
      links.push(link)
      for (const reached of link.compiled) seen.add(reached)
    }
    return links
  }

  async #linkFiles(
    ids: readonly string[],
    host: Pipeline,
    options: BuildOptions,
  ): Promise<Map<string, FileLink>> {
    const pipeline = memoize(host)
    this.#memory.startUnder(JSON.stringify(options))
    const check = new UnchangedCheck(pipeline)
    const idToLabel = new Map<string, RememberedLabel>()
    const read = new Set<string>()
    const changed: Entry[] = []
    for (const entry of this.#entriesOf(ids)) {
      const remembered = await this.#memory.find(entry.id, check)
      if (remembered) idToLabel.set(entry.id, remembered)
      else changed.push(entry)
      for (const { id } of remembered?.modules ?? []) read.add(id)
    }
    if (changed.length > 0) {
      for (const id of await this.#linkEntries(changed, pipeline, options, idToLabel)) read.add(id)
    }
    return new Map(
      ids.map((id, index) => {
        const labels = this.#entriesOf([id]).flatMap((entry) => idToLabel.get(entry.id) ?? [])
        return [id, toFileLink(labels, index === 0 ? [...read] : [])]
      }),
    )
  }

  #entriesOf(ids: readonly string[]): Entry[] {
    return ids.flatMap((file) =>
      this.registry
        .get(file)
        .map((site) => ({ site, id: toWorkerId(file, site.label, site.workerModule.lang) })),
    )
  }

  /** Links worker modules, and returns the host ids of what was read for them. */
  async #linkEntries(
    entries: readonly Entry[],
    pipeline: Pipeline,
    options: BuildOptions,
    idToLabel: Map<string, RememberedLabel>,
  ): Promise<string[]> {
    const { registry } = this
    const { plugin, native, ids, modulesOf, findOrigin, findId } = linkThrough(
      pipeline,
      this.#options,
    )
    const { labels, assets } = await linkLabels({
      root: pipeline.root,
      entries: entries.map(({ site, id }) => ({ site, module: toEntryName(id) })),
      plugins: [plugin],
      // As Rolldown does by default. What it would lower after all plugins is left to esbuild.
      options: { jsx: 'automatic', target: 'node20', ...options },
      findOrigin,
      findProgramCall: (name, namespace) => registry.programCallOf(findId(name, namespace) ?? ''),
    }).catch((error: unknown) => {
      throw error instanceof BuildProblems
        ? new BuildProblems(error.problems, [...ids.keys()])
        : error
    })
    for (const [index, { id }] of entries.entries()) {
      const label = labels[index]
      if (!label) continue
      const linked = { label, assets, native, modules: await modulesOf(id) }
      idToLabel.set(id, linked)
      this.#memory.set(id, linked)
    }
    return [...ids.keys()]
  }
}

interface Entry {
  site: Site
  /** Host id of the worker module. */
  id: string
}

function toFileLink(labels: readonly RememberedLabel[], ids: readonly string[]): FileLink {
  return {
    labels: labels.map(({ label }) => label),
    assets: new Map(labels.flatMap(({ assets }) => [...assets])),
    ids,
    // By label: another one's, linked together with it, may not have been read in this build yet.
    compiled: [
      ...new Set(labels.flatMap(({ modules }) => modules.filter(isCompiled).map(({ id }) => id))),
    ],
    native: [...new Set(labels.flatMap(({ native }) => [...native]))],
  }
}
