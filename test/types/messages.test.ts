// The compile error of what cannot cross names the member.

import path from 'node:path'

import ts from 'typescript'
import { expect, it } from 'vitest'

const PROGRAM = path.join(import.meta.dirname, 'program.ts')

const CLOSURE_TO_MESSAGE = {
  '() => () => 1': 'result is a function: it cannot cross to the parent',
  '() => ({ user: { save() {} } })': 'result.user.save is a function',
  '() => ({ handlers: {} as Record<string, () => void> })': 'result.handlers[key] is a function',
  'async () => ({ list: [{ key: Symbol() }] })': 'result.list[].key is a symbol',
  '() => ({ row: Promise.resolve(1) })': 'result.row is a promise (await it first)',
  '() => ({ cache: new WeakMap() })': 'result.cache is a WeakMap',
  '() => ({ seen: new WeakSet() })': 'result.seen is a WeakSet',
  '() => ({ owner: new WeakRef({}) })': 'result.owner is a WeakRef',
  '() => ({ socket: new Socket() })': 'result.socket is a stream',
  '() => ({ signal: AbortSignal.timeout(1) })': 'result.signal is an event target',
  '() => ({ emitter: new EventEmitter() })': 'result.emitter is an event emitter',
  '() => ({ keys: new Map().keys() })': 'result.keys is an iterator',
  '() => ({ memory: new SharedArrayBuffer(1) })': 'result.memory is a SharedArrayBuffer',
  "() => new Map([['a', () => 1]])": 'a value of result is a function',
  'async function* () { yield { close() {} } }': 'result.close is a function',
  // What is nearest is named: not every path through a recursive type.
  '() => ({}) as Tree': 'result.branch.prune is a function',
}

const SETUP_TO_MESSAGE = {
  '() => {}': 'a setup gives a function or an object of functions',
  'async () => ({})': 'a setup gives a function or an object of functions',
  '() => ({ decode: (bytes: Uint8Array, done: () => void) => done() })':
    'argument 2 of decode is a function: it cannot cross to the child (return or yield the values instead)',
  '() => (done: () => void) => done()': 'argument 1 is a function: it cannot cross to the child',
  '() => ({ run: (o: { onLine?: (line: string) => void }) => { void o } })':
    'argument 1.onLine of run is a function: it cannot cross to the child',
  '() => ({ run: (all: { signal: AbortSignal }[]) => all.length })':
    'argument 1[].signal of run is an event target: it cannot cross to the child',
  '() => ({ run: (...all: symbol[]) => all.length })': 'an argument of run is a symbol',
  '() => ({ open: () => ({ close() {} }) })':
    'result.close of open is a function: it cannot cross to the parent',
  'async () => async () => ({ close() {} })': 'result.close is a function',
  '() => new EventEmitter()': 'argument 2 of on is a function',
  '() => ({ *all() { yield Symbol() } })': 'result of all is a symbol',
  '() => ({}) as Record<string, () => symbol>': 'result of [key] is a symbol',
}

it.each(Object.entries({ ...CLOSURE_TO_MESSAGE, ...SETUP_TO_MESSAGE }))(
  '%s: %s',
  { timeout: 60_000 },
  (closure, message) => {
    expect(closureToErrors.get(closure)).toContain(`"${message}`)
  },
)

it('names the functions that are wrong, and no other', () => {
  const errors = closureToErrors.get(
    '() => ({ decode: (bytes: Uint8Array, done: () => void) => done() })',
  )
  expect(new Set(errors?.match(/"[^"]+"/g))).toHaveLength(1)
})

it('names nothing else', () => {
  expect(closureToErrors.get('() => ({}) as Tree')?.match(/result/g)).toHaveLength(2)
})

const closureToErrors = compile([
  ...Object.keys(CLOSURE_TO_MESSAGE).map((closure) => ['task', closure] as const),
  ...Object.keys(SETUP_TO_MESSAGE).map((closure) => ['worker', closure] as const),
])

/** Compiles one program with a call for each closure, one to a line. */
function compile(
  calls: readonly (readonly [name: string, closure: string])[],
): Map<string, string> {
  const prelude = [
    `import { EventEmitter } from 'node:events'; import { Socket } from 'node:net'`,
    `import { task, worker } from 'verdigris'; interface Branch { tree: Tree; prune(): void }`,
    `interface Tree { left?: Tree; right?: Tree; branch: Branch }; void [EventEmitter, Socket]`,
  ]
  const lines = calls.map(([name, closure]) => `void ${name}('a', ${closure})`)
  const lineToText = diagnose([...prelude, ...lines].join('\n'))
  return new Map(
    calls.map(([, closure], index) => [closure, lineToText.get(index + prelude.length) ?? '']),
  )
}

function diagnose(code: string): Map<number, string> {
  const host = ts.createCompilerHost(options())
  const onDisk = { ...host }
  host.fileExists = (file) => file === PROGRAM || onDisk.fileExists(file)
  host.getSourceFile = (file, target) =>
    file === PROGRAM ? ts.createSourceFile(file, code, target) : onDisk.getSourceFile(file, target)
  const program = ts.createProgram([PROGRAM], options(), host)
  const source = program.getSourceFile(PROGRAM)
  return new Map(
    program
      .getSemanticDiagnostics(source)
      .map((found) => [
        source?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? -1,
        ts.flattenDiagnosticMessageText(found.messageText, '\n'),
      ]),
  )
}

function options(): ts.CompilerOptions {
  const file = path.join(import.meta.dirname, 'tsconfig.json')
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name))
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, import.meta.dirname)
  return { ...parsed.options, noErrorTruncation: true }
}
