// Which call sites each file of a build has, and whether a label is used twice. What counts is the live
// module graph: a file that was deleted, or that another output uses again, takes no label away.

import type {
  CompiledPrewarm,
  PlacedCall,
  ProgramCall,
  Site,
  TransformResult,
} from './transform.ts'

/** Two call sites with one label. */
export interface DuplicateLabel {
  label: string
  first: Site
  second: Site
}

/** Call sites by host id. */
export class Registry {
  readonly #idToSites = new Map<string, readonly Site[]>()
  readonly #idToPrewarms = new Map<string, readonly CompiledPrewarm[]>()
  readonly #idToProgramCall = new Map<string, ProgramCall>()

  /** Notes what `transform` has found in a file. */
  set(
    id: string,
    result: Pick<TransformResult, 'sites' | 'prewarms' | 'programCall'> | null,
  ): void {
    this.delete(id)
    if (result === null) return
    const { sites, prewarms, programCall } = result
    if (sites.length > 0) this.#idToSites.set(id, sites)
    if (prewarms.length > 0) this.#idToPrewarms.set(id, prewarms)
    if (programCall !== undefined) this.#idToProgramCall.set(id, programCall)
  }

  delete(id: string): void {
    this.#idToSites.delete(id)
    this.#idToPrewarms.delete(id)
    this.#idToProgramCall.delete(id)
  }

  /** What a file starts when it is loaded. */
  programCallOf(id: string): ProgramCall | undefined {
    return this.#idToProgramCall.get(id)
  }

  get(id: string): readonly Site[] {
    return this.#idToSites.get(id) ?? []
  }

  /** Labels of a file that are those of tasks. */
  taskLabelsOf(id: string): string[] {
    return this.get(id)
      .filter(({ functionName }) => functionName === 'task')
      .map(({ label }) => label)
  }

  /** All that a file calls which starts processes. */
  callsOf(id: string): readonly PlacedCall[] {
    return [...this.get(id), ...(this.#idToPrewarms.get(id) ?? [])]
  }

  /** Forgets all files. */
  clear(): void {
    this.#idToSites.clear()
    this.#idToPrewarms.clear()
    this.#idToProgramCall.clear()
  }

  /** Ids of files that have call sites. */
  ids(): string[] {
    return [...this.#idToSites.keys()]
  }

  /** Ids of files that have calls. */
  callers(): string[] {
    return [...new Set([...this.#idToSites.keys(), ...this.#idToPrewarms.keys()])]
  }

  /** Processes that are asked for, for a label that no `task` has of the files that `isLive` names. */
  findUnknownPrewarms(isLive: (id: string) => boolean): CompiledPrewarm[] {
    const live = this.ids().filter(isLive)
    const labels = new Set(live.flatMap((id) => this.taskLabelsOf(id)))
    return [...this.#idToPrewarms]
      .filter(([id]) => isLive(id))
      .flatMap(([, prewarms]) => prewarms.filter(({ label }) => !labels.has(label)))
  }

  /** Labels that two places share, among the files that `isLive` says are still part of the build. */
  findDuplicates(isLive: (id: string) => boolean): DuplicateLabel[] {
    const duplicates: DuplicateLabel[] = []
    const labelToSite = new Map<string, Site>()
    for (const id of this.ids().filter(isLive).toSorted()) {
      for (const site of this.get(id)) {
        const other = labelToSite.get(site.label)
        // The same file under two ids (a query) is compiled twice, and the same in both.
        if (other === undefined) labelToSite.set(site.label, site)
        else if (other.file !== site.file || other.start !== site.start) {
          duplicates.push({ label: site.label, first: other, second: site })
        }
      }
    }
    return duplicates
  }
}
