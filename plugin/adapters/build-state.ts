// What one build of a host knows: which files have call sites, and their linked labels.

import type { BuildOptions } from 'esbuild'

import { BuildProblems } from '../problem.ts'
import { Registry } from '../registry.ts'
import { toWorkerId } from '../virtual.ts'
import { linkLabels, type LinkResult } from '../worker-bundle.ts'
import { linkThrough, toEntryName, type Pipeline } from './pipeline.ts'

/** A file's labels, linked, and what that took. */
export interface FileLink extends LinkResult {
  /** Host ids of the modules that were read. */
  ids: readonly string[]
  /** Host ids of other files with call sites that the worker modules reach. */
  compiled: readonly string[]
}

/** One build, or one environment of a build, from its start to its output. */
export class BuildState {
  readonly registry: Registry = new Registry()
  #idToLink = new Map<string, Promise<FileLink>>()

  /** A new build: the host has every compiled file transformed again. */
  start(): void {
    this.startLinks()
    this.registry.clear()
  }

  /** Forgets what was linked. */
  startLinks(): void {
    this.#idToLink = new Map()
  }

  /** Links the labels of `id`, and of every compiled file that they lead to. The first is that of `id`. */
  async link(id: string, pipeline: Pipeline, options: BuildOptions): Promise<FileLink[]> {
    const seen = new Set([id])
    // No file waits for another one's link from inside its own, so a cycle of files cannot lock up.
    const links: FileLink[] = []
    for (const next of seen) {
      const link = await this.#linkFile(next, pipeline, options)
      links.push(link)
      for (const reached of link.compiled) seen.add(reached)
    }
    return links
  }

  /** What has been linked of the files that `isLive` names. */
  async linked(isLive: (id: string) => boolean): Promise<FileLink[]> {
    const live = [...this.#idToLink].filter(([id]) => isLive(id))
    return Promise.all(live.map(([, link]) => link))
  }

  #linkFile(id: string, pipeline: Pipeline, options: BuildOptions): Promise<FileLink> {
    let link = this.#idToLink.get(id)
    if (!link) this.#idToLink.set(id, (link = linkFile(id, this.registry, pipeline, options)))
    return link
  }
}

async function linkFile(
  id: string,
  registry: Registry,
  pipeline: Pipeline,
  options: BuildOptions,
): Promise<FileLink> {
  const sites = registry.get(id)
  const { plugin, ids, compiled, findOrigin, findId } = linkThrough(pipeline)
  const result = await linkLabels({
    root: pipeline.root,
    entries: sites.map((site) => ({
      site,
      module: toEntryName(toWorkerId(id, site.label, site.workerModule.lang)),
    })),
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
  return { ...result, ids: [...ids.keys()], compiled: [...compiled] }
}
