// Catalogue: module-level state that would not be the same in the worker.

import type { Range } from '../range.ts'
import type { Finding } from './diagnostic.ts'

/**
 * Code that stays in the parent assigns what the closure reads.
 * @example wrong: `let n = 0; n++; task('a', () => n)`, right: `const from = n; task('a', () => from)` in a function
 */
export function captureWrittenElsewhere(
  node: Range,
  name: string,
  write: Range,
  user: 'closure' | 'copy',
): Finding {
  return {
    code: 'capture-written-elsewhere',
    severity: 'error',
    message: `\`${name}\` is assigned outside this closure, so its process would see a stale copy.`,
    range: rangeOf(node),
    related: [{ message: 'assigned here', range: rangeOf(write) }],
    hint:
      user === 'closure'
        ? `copy it into a const of the function or block around the call: const current = ${name}`
        : `move \`${name}\` and what uses it to a file of its own and import that: each process has its own`,
  }
}

/**
 * A copied function writes state that code in the parent reads.
 * @example wrong: `let n = 0; const inc = () => n++; task('a', () => inc()); print(n)`, right: return `n` from the closure
 */
export function copyWritten(node: Range, name: string, read: Range): Finding {
  return {
    code: 'copy-written',
    severity: 'warning',
    message: `\`${name}\` is assigned in the closure's process and read in this one; each has its own.`,
    range: rangeOf(node),
    related: [{ message: 'read here', range: rangeOf(read) }],
    hint: `return the value from the closure, or let one process alone use \`${name}\``,
  }
}

/**
 * The closure changes a module-level object that code in the parent reads, or a copied function does for both.
 * @example wrong: `const seen = []; task('a', () => { seen.push(1) }); print(seen)`, right: return what is new
 */
export function copyMutated(
  node: Range,
  name: string,
  read: Range,
  by: 'closure' | 'copy',
): Finding {
  const isClosure = by === 'closure'
  return {
    code: 'copy-mutated',
    severity: 'warning',
    message: isClosure
      ? `The closure changes \`${name}\` in its own process; the one in this process stays as it is.`
      : `This changes \`${name}\` in the closure's process and in this one; each has its own.`,
    range: rangeOf(node),
    related: [{ message: isClosure ? 'read here' : 'used here', range: rangeOf(read) }],
    hint: isClosure
      ? 'return what has changed and apply it after the call'
      : `return the value from the closure, or let one process alone use \`${name}\``,
  }
}

/**
 * A statement prepares what the closure uses, and does not run in the worker.
 * @example wrong: `const r = new Map(); r.set('a', 1); task('a', () => r.get('a'))`, right: `const r = new Map([['a', 1]])`
 */
export function copyNotInitialised(
  node: Range,
  name: string,
  use: Range,
  origin: 'copied' | 'imported',
): Finding {
  const how = origin === 'copied' ? 'gets a copy of its declaration only' : 'imports it anew'
  return {
    code: 'copy-not-initialised',
    severity: 'warning',
    message: `This changes \`${name}\` in this process only: the closure that uses it ${how}.`,
    range: rangeOf(node),
    related: [{ message: 'used by this closure', range: rangeOf(use) }],
    hint:
      origin === 'copied'
        ? `do it in the initialiser of \`${name}\`, or inside the closure`
        : 'do it inside the closure as well',
  }
}

/**
 * A `var` of a block at the top level, used by a function that is copied.
 * @example wrong: `{ var n = 1 } function f() { return n } task('a', () => f())`, right: `const n = 1`
 */
export function copyNestedVar(node: Range, name: string): Finding {
  return {
    code: 'copy-nested-var',
    severity: 'error',
    message: `\`${name}\` is declared by a \`var\` inside a block, so its declaration cannot be copied.`,
    range: rangeOf(node),
    hint: `declare \`${name}\` in a statement of its own at the top level`,
  }
}

/**
 * Loading the worker module would make the same call again, and so on for ever.
 * @example wrong: `const n = await task('a', () => n + 1)`, right: do not use `n` in its own closure
 */
export function callReachesItself(node: Range, name: string, call: Range): Finding {
  return {
    code: 'call-reaches-itself',
    severity: 'error',
    message: `\`${name}\` is computed by a call that needs \`${name}\`, so each process would start another.`,
    range: rangeOf(node),
    related: [{ message: 'the call that would be made again', range: rangeOf(call) }],
    hint: `do not use \`${name}\` here, or move the call into a function`,
  }
}

/**
 * A copied declaration makes a call while it is initialised, so that every worker makes it again.
 * @example wrong: `const t = await task('a', read); await task('b', () => t.length)`, right: the same inside a function
 */
export function copyRunsCall(node: Range, name: string, call: Range): Finding {
  return {
    code: 'copy-runs-call',
    severity: 'warning',
    message: `\`${name}\` is initialised by a call, which the process of this closure would make again.`,
    range: rangeOf(node),
    related: [{ message: 'made again', range: rangeOf(call) }],
    hint: `move both calls into a function, so that the value of \`${name}\` travels`,
  }
}

/**
 * A copied declaration computes another value in another process.
 * @example wrong: `const file = process.argv[2]; task('a', () => read(file))`, right: pass `file` through a function
 */
export function copyDiffers(node: Range, name: string, expression: string, source: Range): Finding {
  return {
    code: 'copy-differs',
    severity: 'warning',
    message: `\`${name}\` is computed again in the closure's process, where \`${expression}\` gives something else.`,
    range: rangeOf(node),
    related: [{ message: 'computed here', range: rangeOf(source) }],
    hint: `copy it into a const of the function or block around the call: const current = ${name}`,
  }
}

/**
 * A file with calls imports a module for what it does, which it does in this process only.
 * @example wrong: `import './polyfill'; task('a', () => [1].polyfilled())`, right: `verdigris({ preload: ['./src/polyfill.ts'] })` in the bundler's config
 */
export function importNotPreloaded(node: Range, name: string, call: Range): Finding {
  return {
    code: 'import-not-preloaded',
    severity: 'warning',
    message: `This import runs ${JSON.stringify(name)} in this process, and not in those that the calls of this file start.`,
    range: rangeOf(node),
    related: [{ message: 'a call of this file', range: rangeOf(call) }],
    hint: `name it in the plugin's option \`preload\` if closures need it; else put "verdigris-ignore-next-line import-not-preloaded" above it`,
  }
}

/**
 * The command line of the wrong process.
 * @example wrong: `task('a', () => process.argv[2])`, right: `const [, , file] = process.argv; task('a', () => file)` in a function
 */
export function argumentsOfProcess(node: Range): Finding {
  return {
    code: 'closure-uses-argv',
    severity: 'warning',
    message: "Here `process.argv` is the command line of the closure's process, not of this one.",
    range: rangeOf(node),
    hint: 'copy what it needs into a const of the function or block around the call',
  }
}

function rangeOf(node: Range): readonly [number, number] {
  return [node.start, node.end]
}
