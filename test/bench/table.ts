// Figures for people.

import type { Aim, Figure, Line, Unit } from './line.ts'

/** A line of the benchmark; beside each figure the same on one core, if that was measured. */
export function printTable(free: Line, pinned: Line | undefined): void {
  const settings = [free, ...(pinned ? [pinned] : [])]
  const ours = comparable(free)
  const { unit, rounds } = free
  console.log(
    `\n${free.name} (${unit}, median of ${rounds} ${rounds === 1 ? 'round' : 'rounds, all in turn'})`,
  )
  console.log(
    row(
      '',
      settings.flatMap((_, index) => headings(ours.length, index === 1)),
    ),
  )
  for (const [index, { what }] of free.figures.entries()) {
    const cells = settings.flatMap((line) => cellsOf(line, line.figures[index]))
    console.log(row(what, cells, verdict(settings, index)))
  }
  if (free.exponent === undefined) return
  const powers = settings.flatMap(({ exponent }) => [`n^${exponent?.toFixed(2)}`])
  console.log(row('grows with', powers))
}

function headings(ours: number, isPinned: boolean): string[] {
  const ratios = Array.from({ length: ours }, (_, index) =>
    ours > 1 ? `ratio ${index + 1}` : 'ratio',
  )
  return [isPinned ? 'one core' : 'free', ...ratios]
}

/** What is ours, where there is something to compare it with. */
function comparable({ figures }: Line): readonly Figure[] {
  const ours = figures.filter(({ isOurs }) => isOurs)
  return ours.length < figures.length ? ours : []
}

/** What was measured, and what is ours as a multiple of it. */
function cellsOf(line: Line, figure: Figure | undefined): string[] {
  const ratios = comparable(line).map((ours) => ratioOf(ours, figure))
  return [
    figure?.median == null ? (figure?.why ?? 'none') : write(figure.median, line.unit),
    ...ratios.map((ratio) => (figure?.isOurs || ratio === null ? '' : ratio.toPrecision(3))),
  ]
}

/** Three digits that mean something. */
export function write(value: number, unit: Unit): string {
  if (isRate(unit)) return value.toFixed(value < 1_000 ? 1 : 0)
  return value.toFixed(value < 10 ? 2 : 1)
}

/** The more the better. */
export function isRate(unit: Unit): boolean {
  return unit.endsWith('/s')
}

export function ratioOf(ours: Figure | undefined, theirs: Figure | undefined): number | null {
  return ours?.median == null || theirs?.median == null ? null : ours.median / theirs.median
}

/** Only lines with one candidate of ours have aims that compare it. */
function verdict(settings: readonly Line[], index: number): string {
  const [free] = settings
  const { aim, median = null } = free?.figures[index] ?? {}
  // Nothing is aimed at who cannot do it.
  if (free === undefined || aim === undefined || median === null) return ''
  const words = settings.map((line) => (isWithin(line, index, aim) ? 'met' : 'missed'))
  return `   ${describe(aim, free.unit)}: ${words.join(', ')}`
}

function describe(aim: Aim, unit: Unit): string {
  if ('atMost' in aim) return `aim at most ${aim.atMost} ${unit}`
  if ('more' in aim) return `aim at most ${aim.more} ${unit} more`
  return `aim at ${isRate(unit) ? 'least' : 'most'} ${aim.ratio}`
}

function isWithin({ unit, figures }: Line, index: number, aim: Aim): boolean {
  const own = figures[index]?.median ?? Number.NaN
  if ('atMost' in aim) return own <= aim.atMost
  const ours = figures.find(({ isOurs }) => isOurs)?.median ?? Number.NaN
  if ('more' in aim) return ours <= own + aim.more
  return isRate(unit) ? ours / own >= aim.ratio : ours / own <= aim.ratio
}

function row(what: string, cells: readonly string[], end = ''): string {
  return `  ${what.padEnd(36)}${cells.map((cell) => cell.padStart(10)).join('')}${end}`
}
