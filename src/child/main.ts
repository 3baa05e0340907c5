// Entry of a child: says hello, loads its worker module, and serves its call, or all that come.
//
// What it needs of the process it takes before user code can change it.
import { createCodec, type CustomTypes } from '../wire/codec.ts'
import {
  ANY_LABEL,
  currentDepth,
  LABEL_VARIABLE,
  MAX_DEPTH,
  OWN_BUNDLE,
  RUNTIME_NAME,
  WIRE_FD,
} from '../wire/environment.ts'
import type { Payload } from '../wire/frame.ts'
import { type ParentMessage, PROTOCOL_VERSION, type Refusal } from '../wire/message.ts'
import { malformed, WireError } from '../wire/problem.ts'
import type { InlineFiles } from '../wire/inline.ts'
import { node } from '../wire/node.ts'
import { ChildPipe } from './pipe.ts'
import { CallServer } from './serve.ts'
import { mapStacks, type ReadText } from './stack.ts'
import { serveApi, serveTasks } from './stay.ts'
import type { Loaded, WorkerModule } from './worker-module.ts'

/** What the build makes of a program's call sites. */
export interface ChildBundle {
  buildId: string
  labels: Readonly<Record<string, () => WorkerModule | Promise<WorkerModule>>>
  /** If the bundle is part of the program's file. */
  inline?: InlineFiles & { entry: string }
}

const exit = process.exit.bind(process)

/** Runs this process as the child that its parent has started it to be. */
export function main(bundle: ChildBundle): void {
  const label = process.env[LABEL_VARIABLE]
  delete process.env[LABEL_VARIABLE]
  if (label === undefined) return refuseStranger()
  const pipe = new ChildPipe()
  void run(bundle, label, pipe).catch((error: unknown) => {
    // The parent is gone or the line is lost: nobody is left to be told, except who reads stderr.
    process.stderr.write(
      `verdigris: task ${JSON.stringify(label)} cannot answer: ${String(error)}\n`,
    )
    exit(LOST_LINE_EXIT_CODE)
  })
}

/** EX_IOERR of sysexits.h. */
const LOST_LINE_EXIT_CODE = 74

async function run(bundle: ChildBundle, label: string, pipe: ChildPipe): Promise<void> {
  const { buildId, labels } = bundle
  pipe.introduce({ type: 'hello', protocol: PROTOCOL_VERSION, build: buildId })
  const refuse = (refusal: Refusal, detail: string): void => {
    void pipe.send({ type: 'refused', refusal, detail })
    exit(1)
  }

  const hello = pipe.read()
  if (hello.type !== 'hello') throw malformed(`the parent sent "${hello.type}" before its hello`)
  pipe.maxMessageBytes = hello.maxMessageBytes
  if (hello.protocol !== PROTOCOL_VERSION) {
    return refuse(
      'protocol',
      `the program speaks version ${hello.protocol} of the protocol, its worker bundle ${PROTOCOL_VERSION}`,
    )
  }
  if (hello.build !== buildId) {
    return refuse(
      'build',
      `the program is of build ${hello.build || '(none)'}, the bundle of ${buildId}`,
    )
  }
  if (currentDepth() > MAX_DEPTH) {
    return refuse('depth', `it is nested more than ${MAX_DEPTH} processes deep`)
  }
  if (label !== ANY_LABEL && !Object.hasOwn(labels, label)) {
    return refuse('label', `the bundle has ${Object.keys(labels).map(quote).join(', ') || 'none'}`)
  }

  const { program, entry, readText } = placeOf(bundle)
  const mapStack = mapStacks(entry, readText)
  const plainCodec = createCodec({ mapStack })
  const encodeThrown = (error: unknown): Payload => {
    try {
      return plainCodec.encode(error)
    } catch {
      return plainCodec.encode(new Error(String(error)))
    }
  }
  process.on('uncaughtExceptionMonitor', (error) => {
    try {
      pipe.sendLast({ type: 'uncaught', payload: encodeThrown(error) })
    } catch {
      // The exit code and stderr will have to do.
    }
  })

  // Its own calls are made from the bundle that it runs.
  const ownBundle = {
    path: program,
    isInline: bundle.inline !== undefined,
    build: buildId,
    types: undefined as CustomTypes | undefined,
  }
  Object.defineProperty(globalThis, OWN_BUNDLE, { value: ownBundle })
  const load = async (name: string): Promise<Loaded> => {
    const module = await labels[name]?.()
    if (module === undefined) throw new Error(`The bundle has no ${quote(name)}.`)
    ownBundle.types ??= module.types
    return { module, codec: createCodec({ types: module.types, mapStack }) }
  }
  const server = new CallServer(pipe)
  const common = { server, pipe, codec: plainCodec, encodeThrown }
  const loadFor = async (callId: number): Promise<Loaded | undefined> => {
    try {
      return await load(label)
    } catch (error) {
      await pipe.send({ type: 'load-failed', callId, payload: encodeThrown(error) })
      return undefined
    }
  }
  let loaded: Loaded | undefined
  let announces = true
  let first: ParentMessage | undefined = pipe.read()
  if (first.type === 'prepare') {
    const { callId, stays } = first
    ;({ announces } = first)
    if (stays) pipe.prepareToListen()
    if (label !== ANY_LABEL) {
      loaded = await loadFor(callId)
      if (loaded === undefined) return leave(1)
    }
    await pipe.send({ type: 'ready', callId, methods: null })
    void node.net
    // Until it is needed it waits here, and takes nobody's time.
    first = pipe.next()
    if (first === undefined || first.type === 'close') return leave()
  }
  if (first.type !== 'call' && first.type !== 'setup') {
    throw malformed(`the parent sent "${first.type}" instead of a call`)
  }
  if (label === ANY_LABEL && first.type === 'setup') {
    return serveTasks({ ...common, ...first, load, leave })
  }
  const { callId } = first
  loaded ??= await loadFor(callId)
  if (loaded === undefined) return leave(1)
  const { module, codec } = loaded
  let captured: unknown
  try {
    captured = codec.decode(first.payload)
  } catch (error) {
    // What the program could encode with the stack that it had left, this process may not.
    if (!(error instanceof WireError)) throw error
    await pipe.send({ type: 'failed', callId, problem: error.problem, direction: 'captured' })
    return leave(1)
  }
  const closure = module.default(captured)
  if (first.type === 'setup') {
    return serveApi({
      ...common,
      ...first,
      codec,
      closure,
      hasTypes: module.types !== undefined,
      leave,
    })
  }
  await server.run(callId, codec, closure, announces)
  return leave()
}

interface Place {
  /** What a child of this process is started on. */
  program: string
  /** The file that this code is in, by what stacks call it. */
  entry: string
  readText?: ReadText
}

function placeOf({ inline }: ChildBundle): Place {
  if (inline === undefined) return { program: process.argv[1] ?? '', entry: RUNTIME_NAME }
  const { program, directory, entry, read } = inline
  return {
    program,
    entry: node.path.join(directory, entry),
    readText: (file) => read(node.path.relative(directory, file)),
  }
}

/** Ends the process when what user code has printed is out: stdout and stderr are pipes that may lag behind. */
async function leave(code?: number): Promise<void> {
  // Asked first, because to touch a stream that was never used opens it.
  if (process.getActiveResourcesInfo().some((name) => name.endsWith('WriteWrap'))) {
    await Promise.all([process.stdout, process.stderr].map(flush))
  }
  exit(code)
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

function refuseStranger(): void {
  process.stderr.write(
    `This file is a worker bundle of verdigris. The program that it was built with starts it ` +
      `(with ${LABEL_VARIABLE} and a line on file descriptor ${WIRE_FD}); run that program instead.\n`,
  )
  process.exitCode = 1
}

function quote(label: string): string {
  return JSON.stringify(label)
}
