// How a child is started: on a file of the worker bundle, on the program that has the bundle in itself, or, where
// the program is a single executable, by starting that again.
import { INLINE_MARK, START_INLINE } from '../wire/inline.ts'
import type { WorkerBundle } from './bundle.ts'

export interface Command {
  args: string[]
  env: NodeJS.ProcessEnv
}

/** What `process.execPath` is given. */
export function commandOf(
  { path, build, isInline }: WorkerBundle,
  execArgv: readonly string[],
  env: NodeJS.ProcessEnv,
): Command {
  if (!isInline) return { args: [...execArgv, path], env }
  if (!isSingleExecutable()) return { args: [...execArgv, '-e', startFromFile(build), path], env }
  // It takes every argument for the program's. Its first statement sees the label, and the app never runs.
  return { args: [], env: execArgv.length === 0 ? env : withOptions(env, execArgv) }
}

let isSea: boolean | undefined

/** Whether this process is a binary that contains the program (Node's SEA). */
export function isSingleExecutable(): boolean {
  return (isSea ??= process.getBuiltinModule('node:sea')?.isSea() ?? false)
}

/**
 * The program's file is read, not run: an ES module cannot stop before its imports. What `-e` adds to a process
 * that a file does not have is taken away before anything else sees it, and after Node has put some of it back.
 */
function startFromFile(build: string): string {
  return `queueMicrotask(() => {
  const { builtinModules } = process.getBuiltinModule('node:module')
  const added = ['module', 'exports', 'require', '__filename', '__dirname', ...builtinModules]
  for (const name of added) if (!['process', 'console', 'crypto'].includes(name)) delete globalThis[name]
  process.execArgv.splice(process.execArgv.lastIndexOf('-e'), 2)
  const program = process.argv[1]
  const text = process.getBuiltinModule('node:fs').readFileSync(program, 'latin1')
  const start = text.indexOf(${JSON.stringify(`${INLINE_MARK}${build} `)})
  if (start < 0) throw new Error(program + ' has no worker bundle of build ${build} any more: was it changed, or built again?')
  ;(${START_INLINE})(text.slice(start, text.indexOf(')', start) + 1), program)
})`
}

/** With `more` in NODE_OPTIONS, quoted as Node reads it. */
function withOptions(env: NodeJS.ProcessEnv, more: readonly string[]): NodeJS.ProcessEnv {
  const { NODE_OPTIONS = '' } = env
  const quoted = more.map((option) => `"${option.replace(/["\\]/g, '\\$&')}"`)
  return { ...env, NODE_OPTIONS: [NODE_OPTIONS, ...quoted].join(' ').trim() }
}
