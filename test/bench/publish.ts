// `npm run bench:publish`: puts the figures of `bench.json` into the README and the documents.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { type Run, renderChart, renderPage, renderSummary } from './figures.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const charts = path.join(root, 'docs/figures')
const BLOCK = /<!-- figures -->[^]*<!-- \/figures -->/

const run = JSON.parse(readFileSync(path.join(root, 'bench.json'), 'utf8')) as Run
if (run.isQuick) throw new Error('These are the figures of a quick run: `npm run bench` first.')

rmSync(charts, { recursive: true, force: true })
mkdirSync(charts, { recursive: true })
/** Of the line with most candidates, of those that are measured together. */
const chartOf = (name: string): string | undefined => {
  const lines = run.free[name] ?? []
  const most = Math.max(0, ...lines.map(({ figures }) => figures.length))
  const index = lines.findIndex(({ figures }) => figures.length === most)
  const free = lines[index]
  // A single bar says nothing, and what grows has an exponent.
  if (free === undefined || most < 2 || name === 'growth') return undefined
  const chart = renderChart(free, run.pinned?.[name]?.[index])
  writeFileSync(path.join(charts, `${name}.svg`), chart)
  return `figures/${name}.svg`
}
writeFileSync(path.join(root, 'docs/figures.md'), renderPage(run, chartOf))
writeFileSync(path.join(charts, 'bench.json'), `${JSON.stringify(run, null, 1)}\n`)

const readme = path.join(root, 'README.md')
const text = readFileSync(readme, 'utf8')
if (!BLOCK.test(text)) throw new Error('The README has no place for figures.')
const block = `<!-- figures -->\n${renderSummary(run)}\n<!-- /figures -->`
writeFileSync(
  readme,
  text.replace(BLOCK, () => block),
)
console.log('README.md, docs/figures.md and docs/figures are those of this run.')
