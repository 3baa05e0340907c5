// What earlier builds of a watcher have linked. A label is linked again only if anything that it consists of has
// changed: the host resolves and loads the same modules again, and gives the same answers or not.

import type { LinkedLabel, LinkResult } from '../worker-bundle.ts'
import type { LinkedModule, Pipeline } from './pipeline.ts'

/** A linked label, and what that took. */
export interface RememberedLabel {
  label: LinkedLabel
  assets: LinkResult['assets']
  native: ReadonlySet<string>
  /** Everything that was read for it. */
  modules: readonly LinkedModule[]
}

/** By the host id of the worker module. */
export class LinkMemory {
  readonly #idToLabel = new Map<string, RememberedLabel>()
  #conditions = ''

  /** Forgets everything when what all links depend on is not what it was. */
  startUnder(conditions: string): void {
    if (conditions !== this.#conditions) this.#idToLabel.clear()
    this.#conditions = conditions
  }

  set(id: string, label: RememberedLabel): void {
    this.#idToLabel.set(id, label)
  }

  /** What was linked for the worker module `id`, if it would be the same now. */
  async find(id: string, check: UnchangedCheck): Promise<RememberedLabel | undefined> {
    const remembered = this.#idToLabel.get(id)
    if (!remembered) return undefined
    for (const module of remembered.modules) {
      if (!(await check.isUnchanged(module))) {
        this.#idToLabel.delete(id)
        return undefined
      }
    }
    return remembered
  }
}

/** Asks the host about each module once. */
export class UnchangedCheck {
  readonly #pipeline: Pipeline
  readonly #moduleToAnswer = new Map<LinkedModule, Promise<boolean>>()

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
  }

  isUnchanged(module: LinkedModule): Promise<boolean> {
    let answer = this.#moduleToAnswer.get(module)
    // What is gone has changed.
    if (!answer) {
      answer = this.#compare(module).catch(() => false)
      this.#moduleToAnswer.set(module, answer)
    }
    return answer
  }

  async #compare({ id, code, loader, map, imports }: LinkedModule): Promise<boolean> {
    const now = await this.#pipeline.load(id)
    if (now.code !== code || now.loader !== loader || now.map !== map) return false
    for (const { specifier, kind, resolved } of imports) {
      const found = await this.#pipeline.resolve(specifier, id, kind)
      if (JSON.stringify(found) !== JSON.stringify(resolved)) return false
    }
    return true
  }
}

/** A pipeline that asks the host once for each thing. */
export function memoize(pipeline: Pipeline): Pipeline {
  const keyToResolved = new Map<string, ReturnType<Pipeline['resolve']>>()
  const idToLoaded = new Map<string, ReturnType<Pipeline['load']>>()
  return {
    ...pipeline,
    resolve(specifier, importer, kind) {
      return remember(keyToResolved, JSON.stringify([specifier, importer, kind]), () =>
        pipeline.resolve(specifier, importer, kind),
      )
    },
    load: (id) => remember(idToLoaded, id, () => pipeline.load(id)),
  }
}

function remember<T>(map: Map<string, T>, key: string, find: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const found = find()
  map.set(key, found)
  return found
}
