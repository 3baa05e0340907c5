// `task`: one closure, one fresh process.
import { attachFrames, captureFrames } from './call-site.ts'
import type { CheckResult, TaskResult } from './crossable.ts'
import { type CallFacts, CrashError, NotCompiledError, StartError } from './errors.ts'
import { resolveTaskOptions, type TaskOptions } from './options.ts'
import { locateBundle, type WorkerBundle } from './process/bundle.ts'
import { problemError } from './process/failures.ts'
import { type OneShotCall, runOnce } from './process/one-shot.ts'
import { createSlots, type Slots } from './process/slots.ts'
import type { Site } from './site.ts'
import { createStream, withStreamMethods } from './stream.ts'
import { createCodec } from './wire/codec.ts'
import { currentDepth, LABEL_VARIABLE, MAX_DEPTH } from './wire/environment.ts'
import { checkSize, type Payload } from './wire/frame.ts'
import { WireError } from './wire/problem.ts'

let slots: Slots | undefined

/**
 * Runs an inline closure in a fresh process of its own. The variables that it captures go in by value, its
 * value comes out. Whatever kills the process, this one lives and the call rejects with what happened.
 *
 * A generator closure gives an async iterable instead, with back-pressure; `break` stops the process.
 *
 * @param label names the call; a string literal, unique in the build
 * @throws {CrashError} `ERR_CRASH`: the process died
 * @throws {TimeoutError} `ERR_TIMEOUT`: it did not answer in time
 * @throws {StartError} `ERR_START`: it could not start
 * @throws {SerializationError} `ERR_SERIALIZATION`: a captured value or the result cannot cross
 * @throws {MessageTooLargeError} `ERR_MESSAGE_TOO_LARGE`: it is larger than `maxMessageBytes`
 * @throws {ProtocolError} `ERR_PROTOCOL`: something else wrote to the line between the processes
 * @throws {UnknownLabelError} `ERR_UNKNOWN_LABEL`: program and worker bundle are of different builds
 * @throws {NotCompiledError} `ERR_NOT_COMPILED`: the build plugin has not seen the call
 * @throws {OptionError} `ERR_OPTION`: an option is not what it should be
 * @throws what the closure throws, as itself
 * @example
 * const text = await task('ocr', { timeout: 10_000 }, () => recognise(image, 'eng'))
 */
export function task<F extends () => unknown>(
  label: string,
  closure: F & CheckResult<F>,
): TaskResult<F>
export function task<F extends () => unknown>(
  label: string,
  options: TaskOptions,
  closure: F & CheckResult<F>,
): TaskResult<F>
export function task(label: unknown, ...rest: unknown[]): unknown {
  const frames = captureFrames(task)
  if (!isSite(label)) return withStreamMethods(Promise.reject(notCompiled(label, frames)))
  const capture = rest.at(-1) as () => unknown // generated: see `internal.ts`
  const options = rest.length > 1 ? rest[0] : {}
  let call: PreparedCall
  try {
    call = prepare(label, options ?? {}, capture)
  } catch (error) {
    attachFrames(error, label.label, label.callSite, frames)
    const fail = (): Promise<never> => Promise.reject(error)
    return label.isGenerator ? createStream(fail) : withStreamMethods(fail())
  }
  const run = (): Promise<unknown> => runWithRetries(call, frames)
  return label.isGenerator ? createStream(run) : withStreamMethods(run())
}

type PreparedCall = Omit<OneShotCall, 'attempt'>

/** Everything that can go wrong before there is a process. Captured variables are read and encoded here. */
function prepare(site: Site, options: TaskOptions, capture: () => unknown): PreparedCall {
  const { label, callSite } = site
  const resolved = resolveTaskOptions(options, { label, callSite })
  const bundle = findBundle(site)
  refuseTooDeep(site)
  const codec = createCodec({ types: bundle.types })
  const captured = capture()
  try {
    const payload = codec.encode(captured)
    checkSize(payload, resolved.maxMessageBytes)
    return {
      label,
      callSite,
      bundle,
      options: resolved,
      payload: detach(payload),
      codec,
      slots: (slots ??= createSlots(currentDepth())),
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw problemError({ ...queued(site), cause: error.cause }, error.problem, 'captured')
  }
}

/** The bytes as they are now: the call may wait, and be sent again, while the program goes on writing to them. */
function detach({ text, attachments }: Payload): Payload {
  return { text, attachments: attachments.map((bytes) => bytes.slice()) }
}

async function runWithRetries(call: PreparedCall, frames: string): Promise<unknown> {
  const { retries, backoff, signal } = call.options
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce({ ...call, attempt })
    } catch (error) {
      if (!(error instanceof CrashError) || attempt > retries) {
        if (error !== signal?.reason) attachFrames(error, call.label, call.callSite, frames)
        throw error
      }
      await delay(backoff(attempt), signal)
    }
  }
}

/** Resolves after `ms`, or rejects with the signal's reason. */
function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    if (signal?.aborted === true) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function findBundle(site: Site): WorkerBundle {
  const bundle = locateBundle(site.bundle)
  if (bundle !== undefined) return bundle
  throw new StartError(
    queued(site),
    'its code was taken out of a worker bundle and runs elsewhere',
    'Run the program that the build made, not the files of its `verdigris` folder.',
  )
}

/** A program that runs itself as its own worker would start processes without end. */
function refuseTooDeep(site: Site): void {
  const own = process.env[LABEL_VARIABLE]
  if (own !== undefined) {
    throw new StartError(
      queued(site),
      `this process was started as the worker of ${JSON.stringify(own)}, but runs the program`,
      'The worker bundle must not import the program itself.',
    )
  }
  const depth = currentDepth()
  if (depth < MAX_DEPTH) return
  throw new StartError(
    queued(site),
    `it would be nested ${depth + 1} processes deep, the limit is ${MAX_DEPTH}`,
    'Look for a task that starts itself again.',
  )
}

function queued({ label, callSite }: Site): CallFacts {
  return { label, callSite, phase: 'queued', outcome: 'not-executed' }
}

// By its shape: the generated code may have been bundled with a copy of this library of its own.
function isSite(label: unknown): label is Site {
  return typeof label === 'object' && label !== null && 'callSite' in label && 'bundle' in label
}

function notCompiled(label: unknown, frames: string): NotCompiledError {
  const error = new NotCompiledError(String(label))
  error.stack = `${error.name}: ${error.message}${frames}`
  return error
}
