// `verdigris inspect`: what a build has put into its worker bundles.

import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import type { ManifestLabel } from '../manifest.ts'
import { splitByTokens, tokenize, type TokenKind } from '../tokens.ts'
import { CliFailure } from './failure.ts'
import {
  findBundles,
  findInlinePrograms,
  workerModulePath,
  type FoundBundle,
} from './find-bundles.ts'
import { nearestNames } from './nearest.ts'
import { describeLabels, quoteIfNeeded, showCaptured, showLabels } from './show-labels.ts'
import { formatBytes, type Style, type Terminal } from './terminal.ts'

/** What was asked for. */
export interface InspectRequest {
  directory: string
  label: string | undefined
  asJson: boolean
}

/** The answer as text. @throws CliFailure */
export function inspect(
  { directory, label, asJson }: InspectRequest,
  terminal: Terminal,
  cwd: string,
): string {
  const bundles = findUsedBundles(path.resolve(cwd, directory), directory)
  if (label !== undefined) {
    const found = findLabel(bundles, label, cwd)
    return asJson ? toJson(describeModule(found, cwd)) : showModule(found, terminal, cwd)
  }
  return asJson ? toJson(describeLabels(bundles, cwd)) : showLabels(bundles, terminal, cwd)
}

interface FoundLabel {
  bundle: FoundBundle
  label: ManifestLabel
}

// Bundlers that empty no folder leave the bundles of earlier builds behind.
function findUsedBundles(directory: string, given: string): FoundBundle[] {
  const stats = statSync(directory, { throwIfNoEntry: false })
  if (stats === undefined) {
    throw new CliFailure(
      `There is no folder ${given}. Build the program first, or name the folder that it is built into: npx verdigris inspect <folder>`,
    )
  }
  if (!stats.isDirectory()) {
    throw new CliFailure(
      `${given} is no folder. Name the one that the program is built into: npx verdigris inspect ${path.dirname(given)}`,
    )
  }
  const found = findBundles(directory)
  if (found.length === 0) {
    const inline = findInlinePrograms(directory).map((file) => path.relative(directory, file))
    if (inline.length > 0) {
      const names = inline.map((name) => path.join(given, name)).join(', ')
      throw new CliFailure(
        `With \`inline: true\` the worker bundle is inside the program (${names}) and cannot be listed. ` +
          'Build without `inline` into another folder, and look at that: the closures are the same.',
      )
    }
    throw new CliFailure(
      `No worker bundle in ${given} or the folders below it (a folder \`verdigris\` with a file \`worker-….json\`). ` +
        'Build the program with the plugin in the config of the bundler; without a call of `task`, `worker` or `pool` there is no bundle.',
    )
  }
  const used = found.filter(({ programs }) => programs.length > 0)
  return used.length > 0 ? used : found
}

function findLabel(bundles: readonly FoundBundle[], wanted: string, cwd: string): FoundLabel {
  const found = bundles.flatMap((bundle) =>
    bundle.manifest.labels
      .filter(({ label }) => label === wanted)
      .map((label) => ({ bundle, label })),
  )
  const [first, second] = found
  if (first === undefined) throw unknownLabel(bundles, wanted)
  if (second !== undefined && !isSame(first, second)) {
    const places = found.map(({ bundle }) => path.relative(cwd, bundle.directory) || '.')
    throw new CliFailure(
      `Several builds have a label ${JSON.stringify(wanted)}. Name the folder of one:\n` +
        [...new Set(places)]
          .map((place) => `  npx verdigris inspect ${place} ${quoteIfNeeded(wanted)}`)
          .join('\n'),
    )
  }
  return first
}

/** Two outputs of one build have the same worker modules, by content. */
function isSame(a: FoundLabel, b: FoundLabel): boolean {
  return a.label.workerModule === b.label.workerModule
}

function unknownLabel(bundles: readonly FoundBundle[], wanted: string): CliFailure {
  const labels = [
    ...new Set(bundles.flatMap(({ manifest }) => manifest.labels.map(({ label }) => label))),
  ]
  const near = nearestNames(wanted, labels)
  const shown = near.length > 0 ? near : labels.slice(0, MAX_LISTED)
  const more = near.length === 0 && labels.length > MAX_LISTED ? ', …' : ''
  const lead = near.length > 0 ? 'Did you mean' : 'There are'
  return new CliFailure(
    `No label ${JSON.stringify(wanted)}. ${lead}: ${shown.map(quoteIfNeeded).join(', ')}${more}${near.length > 0 ? '?' : ''}`,
  )
}

const MAX_LISTED = 10

function describeModule(found: FoundLabel, cwd: string): object {
  const code = readModule(found, cwd)
  return { ...found.label, bytes: Buffer.byteLength(code), code }
}

/** The code, and nothing else where it goes into a file. */
function showModule(found: FoundLabel, terminal: Terminal, cwd: string): string {
  const code = readModule(found, cwd)
  if (!terminal.isInteractive) return code
  const { label, file, line, column, workerModule } = found.label
  const { paint } = terminal
  const shown = path.relative(cwd, workerModulePath(found.bundle, workerModule))
  const heading = [
    `${paint('bold', quoteIfNeeded(label))}  ${paint('dim', found.label.function)}  ${paint('cyan', `${file}:${line}:${column}`)}`,
    ...showCaptured(found.label, terminal).map((text) => `  ${text}`),
    '',
    paint('dim', `${shown}, ${formatBytes(Buffer.byteLength(code))}`),
  ]
  return `${heading.join('\n')}\n\n${colour(code, workerModule, terminal)}`
}

function readModule({ bundle, label }: FoundLabel, cwd: string): string {
  const file = workerModulePath(bundle, label.workerModule)
  try {
    return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?$/m, '')
  } catch {
    throw new CliFailure(
      `The worker module ${path.relative(cwd, file)} is gone, though the bundle lists it. Build the program again.`,
    )
  }
}

const KIND_TO_STYLE: Readonly<Record<TokenKind, Style | undefined>> = {
  comment: 'dim',
  string: 'green',
  number: 'yellow',
  keyword: 'magenta',
  function: 'blue',
  type: 'cyan',
  property: undefined,
  name: undefined,
}

function colour(code: string, fileName: string, { paint }: Terminal): string {
  return [...splitByTokens(code, tokenize(code, fileName))]
    .map(({ start, end, kind }) => {
      const text = code.slice(start, end)
      const style = kind && KIND_TO_STYLE[kind]
      return style === undefined ? text : paint(style, text)
    })
    .join('')
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
