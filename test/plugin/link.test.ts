// What is linked together, and what a watcher's next build need not link again.

import path from 'node:path'

import { expect, test } from 'vitest'

import { BuildState, type FileLink } from '../../plugin/adapters/build-state.ts'
import { LinkQueue } from '../../plugin/adapters/link-queue.ts'
import type { Pipeline } from '../../plugin/adapters/pipeline.ts'
import { transform } from '../../plugin/transform.ts'
import { BUNDLE_SPECIFIER, fromWorkerId, toBundleId, toWorkerId } from '../../plugin/virtual.ts'

const ROOT = '/app'

test('files that are asked for together are linked together, and each once', async () => {
  const links: (readonly string[])[] = []
  const queue = new LinkQueue<string>(0)
  const link = async (files: readonly string[]): Promise<Map<string, string>> => {
    links.push(files)
    // What is asked for now is too late for this link.
    if (files.includes('a')) void queue.ask('c', link)
    return new Map(files.map((file) => [file, `linked ${file}`]))
  }
  const parts = await Promise.all(['a', 'b', 'a'].map((file) => queue.ask(file, link)))
  expect(parts).toEqual(['linked a', 'linked b', 'linked a'])
  expect(await queue.ask('c', link)).toBe('linked c')
  expect(links).toEqual([['a', 'b'], ['c']])
})

test('a link that fails fails for all that were in it, and for no other', async () => {
  const queue = new LinkQueue<string>(0)
  const link = async (files: readonly string[]): Promise<Map<string, string>> => {
    if (files.includes('bad')) throw new Error('no')
    return new Map(files.map((file) => [file, file]))
  }
  const [bad, beside] = await Promise.allSettled(['bad', 'beside'].map((x) => queue.ask(x, link)))
  expect([bad?.status, beside?.status]).toEqual(['rejected', 'rejected'])
  expect(await queue.ask('later', link)).toBe('later')
})

test('a label whose modules are the same is not linked again', async () => {
  const app = new Files({
    'one.ts': `import { task } from 'verdigris'\nimport { a } from './a'\nexport const one = () => task('one', () => a)`,
    'two.ts': `import { task } from 'verdigris'\nimport { b } from './b'\nexport const two = () => task('two', () => b)`,
    'a.ts': `import { shared } from './shared'\nexport const a = shared + 'a'`,
    'b.ts': `export const b = 'b'`,
    'shared.ts': `export const shared = 'shared'`,
  })
  const first = await app.build()
  const second = await app.build()
  expect(second['one']).toBe(first['one'])
  expect(second['two']).toBe(first['two'])

  app.files.set('shared.ts', `export const shared = 'changed'`)
  const third = await app.build()
  expect(third['one']?.code).toContain('changed')
  expect(third['two']).toBe(first['two'])

  app.files.set('two.ts', app.files.get('two.ts')!.replace('=> b)', '=> [b])'))
  const fourth = await app.build()
  expect(fourth['one']).toBe(third['one'])
  expect(fourth['two']?.code).toContain('[b]')

  // The same files, but one of them means another.
  app.files.set('other.ts', `export const b = 'other'`)
  app.aliases.set('./b', 'other.ts')
  expect((await app.build())['two']?.code).toContain('other')
})

test('a file that only another label reaches is not linked before it has been compiled again', async () => {
  const app = new Files({
    'one.ts': `import { task } from 'verdigris'\nexport const one = () => task('one', () => 1)`,
    'two.ts': `import { task } from 'verdigris'\nimport { deep } from './deep'\nexport const two = () => task('two', () => deep())`,
    'deep.ts': `import { task } from 'verdigris'\nexport const deep = () => task('deep', () => 3)`,
  })
  expect(Object.keys(await app.build()).toSorted()).toEqual(['deep', 'one', 'two'])
  // What was linked together is now asked for one by one, as on a busy machine.
  expect(Object.keys(await app.buildInTurn()).toSorted()).toEqual(['deep', 'one', 'two'])
})

/** A host with files in memory. Compiles in each build what it reads. */
class Files {
  readonly files: Map<string, string>
  readonly aliases = new Map<string, string>()
  readonly #state = new BuildState({})

  constructor(files: Record<string, string>) {
    this.files = new Map(Object.entries(files))
  }

  async build(): Promise<Record<string, { code: string }>> {
    const ids = this.#start()
    const pipeline = this.#pipeline()
    return toLabels(await Promise.all(ids.map((id) => this.#state.link(id, pipeline, {}))))
  }

  async buildInTurn(): Promise<Record<string, { code: string }>> {
    const links: FileLink[][] = []
    const pipeline = this.#pipeline()
    for (const id of this.#start()) links.push(await this.#state.link(id, pipeline, {}))
    return toLabels(links)
  }

  #start(): string[] {
    this.#state.start()
    const ids = ['one.ts', 'two.ts'].map((name) => path.join(ROOT, name))
    for (const id of ids) this.#compile(id)
    return ids
  }

  #compile(id: string): string {
    const code = this.files.get(path.basename(id))!
    const result = transform(code, id, { root: ROOT })
    this.#state.registry.set(id, result)
    return result?.code ?? code
  }

  #pipeline(): Pipeline {
    return {
      root: ROOT,
      resolve: async (specifier, importer) => {
        if (specifier.startsWith(BUNDLE_SPECIFIER)) {
          return { id: toBundleId(importer, ROOT), isExternal: false }
        }
        if (specifier.startsWith('verdigris')) return { id: specifier, isExternal: true }
        const name = this.aliases.get(specifier) ?? `${specifier}.ts`
        return { id: path.join(ROOT, name), isExternal: false }
      },
      load: async (id) => {
        const file = fromWorkerId(id)
        const site = this.#state.registry
          .get(file ?? '')
          .find(({ label, workerModule }) => toWorkerId(file!, label, workerModule.lang) === id)
        const code = site ? site.workerModule.code : this.#compile(id)
        return { code, loader: 'ts', map: undefined }
      },
    }
  }
}

function toLabels(links: readonly FileLink[][]): Record<string, { code: string }> {
  const labels = links.flat().flatMap((link) => link.labels)
  return Object.fromEntries(labels.map((label) => [label.label, label]))
}
