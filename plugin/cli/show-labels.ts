// Lists the labels of worker bundles.

import path from 'node:path'

import type { Captured, Travel } from '../captured.ts'
import type { ManifestLabel } from '../manifest.ts'
import { sizeOf, workerModulePath, type FoundBundle } from './find-bundles.ts'
import { formatBytes, wrap, type Terminal } from './terminal.ts'

/** The list as text; paths are shown relative to `cwd`. */
export function showLabels(
  bundles: readonly FoundBundle[],
  terminal: Terminal,
  cwd: string,
): string {
  return bundles.map((bundle) => showBundle(bundle, terminal, cwd)).join('\n')
}

/** Everything that is known of the labels, for machines. */
export function describeLabels(bundles: readonly FoundBundle[], cwd: string): object {
  return bundles.map((bundle) => ({
    directory: path.relative(cwd, bundle.directory),
    buildId: bundle.manifest.buildId,
    programs: bundle.programs.map((file) => path.relative(cwd, file)),
    labels: bundle.manifest.labels.map((label) => ({
      ...label,
      bytes: sizeOf(workerModulePath(bundle, label.workerModule)) ?? null,
    })),
  }))
}

/** How people say it. */
const TRAVEL_TO_TEXT: Readonly<Record<Travel, string>> = {
  value: 'by value',
  code: 'as code',
  copy: 'copied',
  import: 'imported',
}

function showBundle(bundle: FoundBundle, terminal: Terminal, cwd: string): string {
  const { paint } = terminal
  const { labels } = bundle.manifest
  const rows = labels.map((label) => {
    const bytes = sizeOf(workerModulePath(bundle, label.workerModule))
    return {
      label,
      cells: [
        quoteIfNeeded(label.label),
        label.function,
        `${label.file}:${label.line}:${label.column}`,
        bytes === undefined ? 'missing' : formatBytes(bytes),
      ] as const,
    }
  })
  const widths = [0, 1, 2, 3].map((at) =>
    Math.max(0, ...rows.map(({ cells }) => cells[at]?.length ?? 0)),
  )
  const isWide = widths.reduce((sum, width) => sum + width + 2, 0) <= terminal.width
  const lines = [...showHeading(bundle, terminal, cwd), '']
  for (const { label, cells } of rows) {
    const [name, kind, place, size] = cells
    const pad = (at: number, text: string): string => (isWide ? text.padEnd(widths[at] ?? 0) : text)
    const end = isWide ? size.padStart(widths[3] ?? 0) : size
    lines.push(
      `${paint('bold', pad(0, name))}  ${paint('dim', pad(1, kind))}  ` +
        `${isWide ? '' : '\n  '}${paint('cyan', pad(2, place))}  ${paint(size === 'missing' ? 'red' : 'dim', end)}`,
      ...showCaptured(label, terminal).map((line) => `  ${line}`),
      '',
    )
  }
  return lines.join('\n')
}

function showHeading(
  { directory, manifest, programs }: FoundBundle,
  { paint, width }: Terminal,
  cwd: string,
): string[] {
  const { labels } = manifest
  const count = labels.length === 1 ? '1 label' : `${labels.length} labels`
  const users = programs.map((file) => path.relative(cwd, file))
  const usedBy = users.length === 0 ? 'used by no program beside it' : `used by ${users.join(', ')}`
  const name = path.relative(cwd, directory) || '.'
  const text = `${count}, ${usedBy}`.split(' ')
  return [
    paint(['bold', 'underline'], `${name}/${manifest.entry}`),
    ...wrap(text, width).map((line) => paint('dim', line)),
  ]
}

/** One line for each way to travel. */
export function showCaptured(
  { captured, nested }: ManifestLabel,
  { paint, width }: Terminal,
): string[] {
  const groups = Object.entries(TRAVEL_TO_TEXT).map(([travel, text]) => {
    const names = captured.filter((each) => each.travel === travel).map(nameCaptured)
    return { text, names }
  })
  groups.push({ text: 'calls', names: nested.map(quoteIfNeeded) })
  const shown = groups.filter(({ names }) => names.length > 0)
  if (shown.length === 0) return [paint('dim', 'captures nothing')]
  return shown.flatMap(({ text, names }) => {
    const words = names.map((name, at) => (at < names.length - 1 ? `${name},` : name))
    return wrap(words, width - INDENT - 2).map((line, at) => {
      return `${paint('dim', (at === 0 ? text : '').padEnd(INDENT))}${line}`
    })
  })
}

/** Of the names behind `by value`. */
const INDENT = 10

function nameCaptured({ name, travel, from }: Captured): string {
  return travel === 'import' && from !== undefined ? `${name} from ${from}` : name
}

/** A label with blanks or nothing in it is shown as it stands in the source. */
export function quoteIfNeeded(label: string): string {
  return /^[^\s'"]+$/.test(label) ? label : JSON.stringify(label)
}
