// The figures in the README and in docs/figures.md are those of one run of the benchmark.

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, it } from 'vitest'

import { type Run, renderChart, renderPage, renderSummary } from '../bench/figures.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8')
const run = JSON.parse(read('docs/figures/bench.json')) as Run

describe('the figures', () => {
  it('are those of a full run', () => {
    expect(run.isQuick).toBe(false)
    expect(run.pinned).toBeDefined()
  })

  it('of the README are those of the run', () => {
    const [, table] = /<!-- figures -->\n([^]*?)\n<!-- \/figures -->/.exec(read('README.md')) ?? []
    expect(table).toBe(renderSummary(run))
  })

  it('of the page are those of the run, with their charts', () => {
    const chartOf = (name: string): string | undefined => {
      const file = `figures/${name}.svg`
      return existsSync(path.join(ROOT, 'docs', file)) ? file : undefined
    }
    expect(read('docs/figures.md')).toBe(renderPage(run, chartOf))
  })

  it('of a chart are those of its line', () => {
    const line = run.free['tiny-call']?.[0]
    if (line === undefined) throw new Error('The run has no tiny calls.')
    expect(read('docs/figures/tiny-call.svg')).toBe(
      renderChart(line, run.pinned?.['tiny-call']?.[0]),
    )
  })
})
