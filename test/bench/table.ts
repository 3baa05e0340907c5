// Figures for people.

import type { Figure, Line } from './line.ts'

/** A line of the benchmark; beside each figure the same on one core, if that was measured. */
export function printTable(free: Line, pinned: Line | undefined): void {
  const settings = [free, ...(pinned ? [pinned] : [])]
  const ours = free.figures.filter(({ isOurs }) => isOurs)
  console.log(`\n${free.name} (${free.unit}, median of ${free.rounds} rounds, all in turn)`)
  console.log(
    row(
      '',
      settings.flatMap((_, index) => headings(ours.length, index === 1)),
    ),
  )
  for (const [index, { what }] of free.figures.entries()) {
    const cells = settings.flatMap((line) => cellsOf(line, line.figures[index]!))
    console.log(row(what, cells, verdict(settings, index)))
  }
}

function headings(ours: number, isPinned: boolean): string[] {
  const ratios = Array.from({ length: ours }, (_, index) =>
    ours > 1 ? `ratio ${index + 1}` : 'ratio',
  )
  return [isPinned ? 'one core' : 'free', ...ratios]
}

/** What was measured, and what is ours as a multiple of it. */
function cellsOf({ unit, figures }: Line, figure: Figure): string[] {
  const ratios = figures.filter(({ isOurs }) => isOurs).map((ours) => ratioOf(ours, figure))
  const digits = unit === 'calls/s' ? 0 : 1
  return [
    figure.median === null ? 'never' : figure.median.toFixed(digits),
    ...ratios.map((ratio) => (figure.isOurs || ratio === null ? '' : ratio.toFixed(2))),
  ]
}

function ratioOf(ours: Figure, theirs: Figure): number | null {
  return ours.median === null || theirs.median === null ? null : ours.median / theirs.median
}

/** Only lines with one candidate of ours have aims. */
function verdict(settings: readonly Line[], index: number): string {
  const { aim, atMost } = settings[0]?.figures[index] ?? {}
  if (atMost !== undefined) {
    const words = settings.map(({ figures }) => {
      const median = figures[index]?.median ?? null
      return median !== null && median <= atMost ? 'within' : 'above'
    })
    return `   at most ${atMost}: ${words.join(', ')}`
  }
  if (aim === undefined) return ''
  const words = settings.map(({ figures }) => {
    const ratio = ratioOf(
      figures.find(({ isOurs }) => isOurs)!,
      figures[index]!,
    )
    return ratio !== null && ratio <= aim ? 'within' : 'above'
  })
  return `   aim ${aim}: ${words.join(', ')}`
}

function row(what: string, cells: readonly string[], end = ''): string {
  return `  ${what.padEnd(34)}${cells.map((cell) => cell.padStart(10)).join('')}${end}`
}
