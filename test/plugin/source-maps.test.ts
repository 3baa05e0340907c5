// Every word that compiled code keeps must map to the same word of the source.

import { SourceMap } from 'node:module'
import type { SourceMapPayload } from 'node:module'

import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'

import type { Diagnostic } from '../../plugin/diagnostics/diagnostic.ts'
import { transform } from '../../plugin/transform.ts'
import type { MapBefore } from '../../plugin/written-text.ts'
import { listCases, loadCase } from './case-folder.ts'

// Cases that compile to nothing have no map.
const compiled = listCases().filter((name) => loadCase(name).result !== null)

describe.each(compiled)('%s', (name) => {
  const { input, inputFile, result } = loadCase(name)
  const outputs = [
    { file: 'output', code: result?.code ?? '', map: result?.map },
    ...(result?.sites ?? []).map(({ label, workerModule: { code, map } }) => ({
      file: `worker ${label}`,
      code,
      map,
    })),
  ]

  test('keeps its words where they were', () => {
    let checked = 0
    for (const { file, code, map } of outputs) {
      expect(map?.sources, file).toEqual([inputFile])
      expect(map?.sourcesContent, file).toEqual([input])
      const words = mappedWords(code, toSourceMap(map), input)
      checked += words.length
      for (const { word, original } of words) {
        // Words that the compiler puts in place of the label and the closure begin a replaced stretch.
        if (!word.startsWith('__verdigris')) expect(`${file}: ${original}`).toBe(`${file}: ${word}`)
      }
    }
    expect(checked).toBeGreaterThan(0)
  })
})

test('a position in a moved closure is its position in the file', () => {
  const code = [
    "import { task } from 'verdigris'",
    'const unused = 1, limit = 2',
    'export function run(image: string) {',
    "  return task('outer', { timeout: 5 }, async () => {",
    "    await task('inner', () => { throw new Error('deep ' + limit) })",
    '    throw new Error(image)',
    '  })',
    '}',
  ].join('\n')
  const { sites, code: parent, map } = transform(code, '/app/run.ts', { root: '/app' })!
  const [outer, inner] = sites
  expect(positionIn(outer!.workerModule, 'Error(image)')).toEqual([6, 15])
  expect(positionIn(outer!.workerModule, "task(__verdigris_site('inner'")).toEqual([5, 11])
  expect(positionIn(inner!.workerModule, 'Error(')).toEqual([5, 43])
  expect(positionIn(inner!.workerModule, 'limit = 2')).toEqual([2, 19])
  expect(positionIn({ code: parent, map }, 'timeout')).toEqual([4, 26])
  expect(positionIn({ code: parent, map }, '() => ({ image })')).toEqual([4, 40])
  expect(outer).toMatchObject({ where: 'run.ts:4:10', line: 4, column: 10 })
  expect(code.slice(outer!.start, outer!.start + 12)).toBe("task('outer'")
  expect(code.slice(...outer!.labelRange)).toBe("'outer'")
})

describe('a file that others have compiled before', () => {
  const written = [
    "import { task } from 'verdigris'",
    'interface Image { name: string }',
    '',
    'const limit: number = 2',
    'export function run(image: Image) {',
    '  const list: string[] = []',
    "  return task<number>('first', (): number => {",
    "    const nested = task('second', () => { throw new Error('deep ' + limit) })",
    '    list.push(image.name)',
    '    throw new Error(image.name as string)',
    '  })',
    '}',
  ].join('\n')
  const { code, map } = transformSync(written, {
    loader: 'ts',
    sourcemap: true,
    sourcefile: 'run.ts',
    target: 'node20',
  })
  const mapBefore = JSON.parse(map) as MapBefore
  const compileWith = (before: MapBefore | undefined) =>
    transform(code, '/app/src/run.ts', { root: '/app', findMapBefore: () => before })!

  test('has its places in the file as it was written', () => {
    const result = compileWith(mapBefore)
    const [first, second] = result.sites
    expect(result.written).toBe(written)
    expect(first).toMatchObject({ where: 'src/run.ts:7:10', line: 7, column: 10 })
    expect(second).toMatchObject({ where: 'src/run.ts:8:20', line: 8, column: 20 })
    expect(result.code).toContain("'src/run.ts:7:10'")
    expect(first!.workerModule.code).toContain("'src/run.ts:8:20'")
    expect(written.slice(first!.start, first!.end)).toMatch(/^task<number>\('first'[^]*\}\)$/)
    expect(written.slice(...first!.labelRange)).toBe("'first'")
    const [image] = first!.captured.filter(({ name }) => name === 'image')
    expect(image?.line).toBe(5)
    expect(image?.occurrences.map((at) => written.slice(at, at + 5))).toEqual(
      Array.from({ length: 3 }, () => 'image'),
    )
    for (const { workerModule } of result.sites) {
      expect(workerModule.map.sources).toEqual(['/app/src/run.ts'])
      expect(workerModule.map.sourcesContent).toEqual([written])
    }
    expect(positionIn(first!.workerModule, 'Error(image')).toEqual([10, 15])
    expect(positionIn(second!.workerModule, 'limit = 2')).toEqual([4, 7])
    expect(result.diagnostics).toMatchObject([
      { code: 'capture-mutated', where: 'src/run.ts:9:5', line: 9 },
    ])
    const [{ range, frame }] = result.diagnostics as [Diagnostic]
    expect(written.slice(...range)).toBe('list.push(image.name)')
    expect(frame).toContain('> 9 |     list.push(image.name)')
    // Others put the two maps together.
    expect(result.map.sourcesContent).toEqual([code])
  })

  test.each([
    ['no map', undefined],
    ['an empty one', { ...mapBefore, mappings: ';;;' }],
    ['one of several files', { ...mapBefore, sources: ['run.ts', 'more.ts'] }],
    ['one of another file', { ...mapBefore, sources: ['template.txt'] }],
    ['one without the text', { ...mapBefore, sourcesContent: [null] }],
    ['one to the same text', { ...mapBefore, sourcesContent: [code] }],
  ])('has its places in what is there, with %s', (_, before) => {
    const result = compileWith(before)
    expect(result.written).toBe(code)
    expect(result).toEqual(transform(code, '/app/src/run.ts', { root: '/app' }))
  })
})

test('what others have made of a file is not asked for where nothing is called', () => {
  const findMapBefore = (): never => {
    throw new Error('It was asked for.')
  }
  expect(
    transform("console.log('verdigris')", '/app/a.ts', { root: '/app', findMapBefore }),
  ).toBeNull()
})

// 1-based line and column of the source that `text` in the output comes from.
function positionIn(output: { code: string; map: unknown }, text: string): [number, number] {
  const before = output.code.slice(0, output.code.indexOf(text)).split('\n')
  const entry = toSourceMap(output.map).findEntry(before.length - 1, before.at(-1)!.length)
  if (!('originalLine' in entry)) throw new Error(`${text} is not mapped`)
  return [entry.originalLine + 1, entry.originalColumn + 1]
}

function mappedWords(
  code: string,
  map: SourceMap,
  input: string,
): { word: string; original: string }[] {
  const inputLines = input.split('\n')
  return code.split('\n').flatMap((text, line) =>
    [...text.matchAll(/[A-Za-z_]\w*/g)].flatMap(({ 0: word, index }) => {
      const entry = map.findEntry(line, index)
      // No segment of its own: the compiler wrote it.
      if (!('originalLine' in entry) || entry.generatedColumn !== index) return []
      if (entry.generatedLine !== line) return []
      const from = inputLines[entry.originalLine]!.slice(entry.originalColumn)
      return [{ word, original: /^[A-Za-z_]\w*/.exec(from)?.[0] ?? '' }]
    }),
  )
}

function toSourceMap(map: unknown): SourceMap {
  return new SourceMap(JSON.parse(JSON.stringify(map)) as SourceMapPayload)
}
