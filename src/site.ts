// What the build puts in the place of a label: the call site, and where its worker bundle is.
import type { Frames } from './call-site.ts'
import { type CallFacts, type Kind, NotCompiledError, StartError } from './errors.ts'
import { type BundleReference, locateBundle, type WorkerBundle } from './process/bundle.ts'
import { isSingleExecutable } from './process/command.ts'
import { currentDepth, LABEL_VARIABLE, MAX_DEPTH } from './wire/environment.ts'

/** A compiled call site. */
export interface Site {
  label: string
  /** `path:line:column`, relative to the project's root. */
  callSite: string
  /** `null` in a worker bundle: the tasks of a task are in the bundle that it runs itself. */
  bundle: BundleReference | null
  /** True if the closure is written as a generator; nothing runs before its stream is read. */
  isGenerator: boolean
}

/** What every error about a call says of it. */
export type SiteFacts = Pick<CallFacts, 'kind' | 'label' | 'callSite' | 'method'>

// By its shape: the generated code may have been bundled with a copy of this library of its own.
export function isSite(label: unknown): label is Site {
  return typeof label === 'object' && label !== null && 'callSite' in label && 'bundle' in label
}

export function notCompiled(label: unknown, kind: Kind, frames: Frames): NotCompiledError {
  const stack = frames()
  const error = new NotCompiledError(String(label), kind, findPackage(stack))
  error.stack = `${error.name}: ${error.message}${stack}`
  return error
}

/** The package that the caller is part of, if that is installed and not built. */
function findPackage(stack: string): string | undefined {
  const [caller = ''] = stack.trimStart().split('\n')
  return /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/
    .exec(caller)?.[1]
    ?.replace('\\', '/')
}

/** The bundle that a call site's processes run. @throws StartError if none can be started from here */
export function bundleOf({ bundle: reference }: Site, facts: SiteFacts): WorkerBundle {
  if (IS_BUN) {
    throw new StartError(
      { ...facts, ...QUEUED },
      'Bun runs this program, and the processes of a program need Node',
      'Run what Bun has built with `node`.',
    )
  }
  const bundle = locateBundle(reference)
  if (bundle === undefined) {
    throw new StartError(
      { ...facts, ...QUEUED },
      'its code was taken out of a worker bundle and runs elsewhere',
      'Run the program that the build made, not the files of its `verdigris` folder.',
    )
  }
  if (bundle.build === '') {
    throw new StartError(
      { ...facts, ...QUEUED },
      'the build that has compiled it was not finished',
      'Look at what the build reports, and build again.',
    )
  }
  // Started again it would run the program, whatever it is told to run.
  if (isSingleExecutable() && bundle.path !== process.execPath) {
    throw new StartError(
      { ...facts, ...QUEUED },
      `a single executable cannot run the worker bundle ${bundle.path}`,
      "Build its program with the plugin's option `inline: true`.",
    )
  }
  refuseTooDeep(facts)
  return bundle
}

const IS_BUN = process.versions['bun'] !== undefined
const QUEUED = { phase: 'queued', outcome: 'not-executed' } as const

/** A program that runs itself as its own worker would start processes without end. */
function refuseTooDeep(facts: SiteFacts): void {
  const own = process.env[LABEL_VARIABLE]
  if (own !== undefined) {
    throw new StartError(
      { ...facts, ...QUEUED },
      `this process was started as the worker of ${JSON.stringify(own)}, but runs the program`,
      'The worker bundle must not import the program itself.',
    )
  }
  const depth = currentDepth()
  if (depth < MAX_DEPTH) return
  throw new StartError(
    { ...facts, ...QUEUED },
    `it would be nested ${depth + 1} processes deep, the limit is ${MAX_DEPTH}`,
    'Look for a closure that starts itself again.',
  )
}
