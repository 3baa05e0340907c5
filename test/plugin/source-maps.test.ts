// Every word that compiled code keeps must map to the same word of the source.

import { SourceMap } from 'node:module'
import type { SourceMapPayload } from 'node:module'

import { describe, expect, test } from 'vitest'

import { transform } from '../../plugin/transform.ts'
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
