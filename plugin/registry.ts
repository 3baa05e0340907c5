// Which call sites each file of a build has, and whether a label is used twice. What counts is the live
// module graph: a file that was deleted, or that another output uses again, takes no label away.

import type { ProgramCall, Site, TransformResult } from './transform.ts'

/** Two call sites with one label. */
export interface DuplicateLabel {
  label: string
  first: Site
  second: Site
}

/** Call sites by host id. */
export class Registry {
  readonly #idToSites = new Map<string, readonly Site[]>()
  readonly #idToProgramCall = new Map<string, ProgramCall>()

  /** Notes what `transform` has found in a file. */
  set(id: string, result: Pick<TransformResult, 'sites' | 'programCall'> | null): void {
    this.delete(id)
    if (result === null) return
    const { sites, programCall } = result
    if (sites.length > 0) this.#idToSites.set(id, sites)
    if (programCall !== undefined) this.#idToProgramCall.set(id, programCall)
  }

  delete(id: string): void {
    this.#idToSites.delete(id)
    this.#idToProgramCall.delete(id)
  }

  /** What a file starts when it is loaded. */
  programCallOf(id: string): ProgramCall | undefined {
    return this.#idToProgramCall.get(id)
  }

  get(id: string): readonly Site[] {
    return this.#idToSites.get(id) ?? []
  }

  /** Forgets all files. */
  clear(): void {
    this.#idToSites.clear()
    this.#idToProgramCall.clear()
  }

  /** Ids of files that have call sites. */
  ids(): string[] {
    return [...this.#idToSites.keys()]
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
