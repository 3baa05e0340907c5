// The documents that show the figures of one run of the benchmark: a table for the README, and a page with all of
// them and a chart of each line.

import type { Figure, Line } from './line.ts'
import { isRate, ratioOf, write } from './table.ts'

/** What a run of the benchmark writes to `bench.json`. */
export interface Run {
  node: string
  isQuick: boolean
  free: Record<string, Line[]>
  pinned?: Record<string, Line[]>
}

/** A line of the README: which, what it is called there, and whom ours is compared with. */
interface Choice {
  line: string
  index?: number
  what: string
  /** Of the candidates of ours, if there are several. */
  ours?: string
  against: readonly [name: string, shown: string][]
}

const CHOICES: readonly Choice[] = [
  {
    line: 'one-shot',
    what: 'one call in a fresh process',
    against: [['spawn, to the first byte on fd 3', '`spawn`, to the first byte']],
  },
  {
    line: 'repeated',
    what: 'the same, five times a second (a spare waits)',
    against: [['fork, json', '`fork`']],
  },
  {
    line: 'tiny-call',
    what: 'a tiny call on a warm worker',
    against: [
      ['worker_threads', '`worker_threads`, which do not isolate'],
      ['twenty bytes on fd 3, to an event loop', 'the way there and back alone'],
      ['fork, advanced', '`fork`, advanced'],
      ['tinypool, processes', 'tinypool, processes'],
      ['jest-worker, processes', 'jest-worker, processes'],
    ],
  },
  {
    line: 'throughput',
    what: '10,000 tiny calls on a pool of 2, `concurrency: 64`',
    ours: 'verdigris pool, concurrency 64',
    against: [
      ['tinypool, threads', 'tinypool, threads'],
      ['piscina', 'piscina'],
      ['jest-worker, processes', 'jest-worker, processes'],
    ],
  },
  {
    line: 'stream',
    what: 'a value of a stream of a million',
    against: [['worker_threads', '`worker_threads`, the same back-pressure']],
  },
  {
    line: 'bytes',
    index: 1,
    what: '16 MiB there and back',
    against: [['bytes on fd 3', 'the same on a bare socket']],
  },
  {
    line: 'crash',
    what: 'a crash, to the next good answer',
    against: [['spawn, to the first byte on fd 3', '`spawn`, to the first byte']],
  },
  {
    line: 'crash',
    index: 1,
    what: 'a crash, to the next good answer, with a spare',
    against: [
      ['spawn, to the first byte on fd 3', '`spawn`, to the first byte'],
      ['a bare process that has waited dies, and another answers', 'the same of bare processes'],
    ],
  },
  {
    line: 'import',
    what: "`import 'verdigris'`",
    against: [["import 'node:child_process'", '`node:child_process`, which it needs']],
  },
]

/** The README's table. Where there are two numbers, the second is of everything on one core. */
export function renderSummary({ free, pinned }: Run): string {
  const rows = CHOICES.flatMap(({ line, index = 0, what, ours: oursIs, against }) => {
    const lines = [free[line]?.[index], pinned?.[line]?.[index]].filter(
      (each) => each !== undefined,
    )
    const [first] = lines
    if (first === undefined) throw new Error(`The run has no line "${line}".`)
    const ours = lines.map(({ figures }) =>
      figures.find(({ isOurs, what: name }) => isOurs && (oursIs === undefined || name === oursIs)),
    )
    return against.map(([name, shown], at) => {
      const theirs = lines.map(({ figures }) => figures.find((each) => each.what === name))
      if (theirs.includes(undefined)) throw new Error(`The line "${line}" has no "${name}".`)
      const ratios = theirs.map((figure, i) => ratioOf(ours[i], figure)?.toPrecision(3) ?? 'none')
      const own = at === 0 ? `| ${what} | ${valuesOf(ours, first)} ${first.unit}` : '| | '
      return `${own} | ${shown}: ${valuesOf(theirs, first)} | ${ratios.join(', ')} |`
    })
  })
  return ['| | verdigris | against | ratio |', '|---|---|---|---|', ...rows].join('\n')
}

function valuesOf(figures: readonly (Figure | undefined)[], { unit }: Line): string {
  return figures.map((figure) => textOf(figure, unit)).join(', ')
}

function textOf(figure: Figure | undefined, unit: Line['unit']): string {
  return figure?.median == null ? (figure?.why ?? 'none') : write(figure.median, unit)
}

/** The page with all figures. @param chartOf file of the chart of a line */
export function renderPage(
  { node, free, pinned }: Run,
  chartOf: (name: string) => string | undefined,
): string {
  const sections = Object.entries(free).flatMap(([name, lines]) => {
    const chart = chartOf(name)
    const picture = chart === undefined ? [] : [`![${name}](${chart})`]
    const tables = lines.map((line, index) => renderTable(line, pinned?.[name]?.[index]))
    return [`## ${name}`, ...picture, ...tables]
  })
  return `${[
    '# Figures',
    `One run of \`npm run bench\` on Node ${node.slice(1)}, \`NODE_EXTRA_CA_CERTS\` unset; this page is made of it by \`npm run bench:publish\`. All candidates of a line take turns, and a figure is the median of the rounds. A ratio is verdigris over what its row says: of times, the less the better; of what is counted by the second, the more. *Free* is as the system places the processes, *one core* everything on one.`,
    ...sections,
  ].join('\n\n')}\n`
}

function renderTable(free: Line, pinned: Line | undefined): string {
  const settings = pinned === undefined ? [free] : [free, pinned]
  const { name, unit, rounds, figures } = free
  const hasRatio = figures.filter(({ isOurs }) => isOurs).length === 1 && figures.length > 1
  const heads = ['free', 'one core'].slice(0, settings.length)
  const columns = heads.flatMap((head) => (hasRatio ? [head, 'ratio'] : [head]))
  const rows = figures.map(({ what, isOurs }, index) => {
    const cells = settings.flatMap((line) => {
      const figure = line.figures[index]
      const ratio = ratioOf(
        line.figures.find((each) => each.isOurs),
        figure,
      )
      const text = textOf(figure, unit)
      return hasRatio ? [text, isOurs ? '' : (ratio?.toPrecision(3) ?? '')] : [text]
    })
    return `| ${[isOurs ? `**${what}**` : what, ...cells].join(' | ')} |`
  })
  const exponents = settings.flatMap(({ exponent }) =>
    exponent === undefined ? [] : [`n^${exponent.toFixed(2)}`],
  )
  return [
    `${name} (${unit}, ${rounds} rounds)`,
    '',
    `| ${['', ...columns].join(' | ')} |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...rows,
    ...(exponents.length > 0 ? [`| grows with | ${exponents.join(' | ')} |`] : []),
  ].join('\n')
}

const BAR = { height: 18, gap: 8, left: 210, width: 420, right: 90 }

/** A bar for each candidate of a line, of the run on one core if there is one: there chance has less to say. */
export function renderChart(free: Line, pinned: Line | undefined): string {
  const line = pinned ?? free
  const figures = line.figures.filter(({ median }) => median !== null)
  const most = Math.max(...figures.map(({ median }) => median ?? 0))
  const step = BAR.height + BAR.gap
  const height = 40 + figures.length * step
  const width = BAR.left + BAR.width + BAR.right
  const bars = figures.map(({ what, isOurs, median }, index) => {
    const y = 36 + index * step
    const length = Math.max(1, ((median ?? 0) / most) * BAR.width)
    const middle = y + BAR.height / 2 + 4
    return [
      `<text class="name" x="${BAR.left - 10}" y="${middle}" text-anchor="end">${escape(what)}</text>`,
      `<rect class="${isOurs ? 'ours' : 'theirs'}" x="${BAR.left}" y="${y}" width="${length.toFixed(1)}" height="${BAR.height}" rx="2"/>`,
      `<text class="value" x="${(BAR.left + length + 8).toFixed(1)}" y="${middle}">${write(median ?? 0, line.unit)}</text>`,
    ].join('')
  })
  const better = isRate(line.unit) ? 'more is better' : 'less is better'
  const where = pinned === undefined ? '' : ', on one core'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(line.name)}</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.head { font-weight: 600 }
.value, .note { fill: #57606a }
.ours { fill: #2f8f7b }
.theirs { fill: #b8c0c8 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .value, .note { fill: #9198a1 }
  .ours { fill: #4fb8a1 }
  .theirs { fill: #4d5662 }
}
</style>
<text class="head" x="0" y="16">${escape(line.name)}<tspan class="note" font-weight="400">  ${line.unit}${where}; ${better}</tspan></text>
${bars.join('\n')}
</svg>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
