// Catalogue: what can be wrong with the call itself.

import type { CalledName, FunctionName } from '../call-shape.ts'
import type { Node } from 'oxc-parser'

import type { Range } from '../range.ts'
import type { Finding } from './diagnostic.ts'

/**
 * The function is passed on as a value.
 * @example wrong: `const run = task`, right: `const run = (n) => task('run', () => work(n))`
 */
export function bindingEscapes(
  node: Range,
  code: string,
  functionName: CalledName = 'task',
): Finding {
  const name = code.slice(node.start, node.end)
  return {
    code: 'binding-escapes',
    severity: 'error',
    message: `\`${name}\` is used as a value here, but only a direct call of it can be compiled.`,
    range: rangeOf(node),
    hint: `call it where it is needed: ${formOf(functionName)}`,
  }
}

/**
 * The function is passed on to other files, and calls are found by the import in their own file.
 * @example wrong: `export { task } from 'verdigris'`, right: `export const run = (n) => task('run', () => work(n))`
 */
export function bindingReExported(statement: Range, names: readonly string[]): Finding {
  const passed = names.length === 0 ? 'the package' : names.map((name) => `\`${name}\``).join(', ')
  return {
    code: 'binding-re-exported',
    severity: 'warning',
    message: `This passes ${passed} on to other files, but calls are compiled only in files that import from 'verdigris' itself.`,
    range: rangeOf(statement),
    hint: `import from 'verdigris' where the call is, or export a function that makes it`,
  }
}

/**
 * The package is loaded so that its calls cannot be followed.
 * @example wrong: `const { task } = await import('verdigris')`, right: `import { task } from 'verdigris'`
 */
export function importNotStatic(node: Range): Finding {
  return {
    code: 'import-not-static',
    severity: 'warning',
    message:
      'Calls are found by import statement, so those of a package loaded here are not compiled.',
    range: rangeOf(node),
    hint: `import what you call by a statement: import { task, worker, pool } from 'verdigris'`,
  }
}

/**
 * The arguments are not written out.
 * @example wrong: `task(...args)`, right: `task('resize', () => resize(image))`
 */
export function argumentsSpread(node: Range, functionName: CalledName): Finding {
  return {
    code: 'arguments-spread',
    severity: 'error',
    message: `The arguments are spread here, so ${functionName === 'task.prewarm' ? 'the label' : 'label and closure'} cannot be seen when building.`,
    range: rangeOf(node),
    hint: `write them out: ${formOf(functionName, 'options')}`,
  }
}

/**
 * The closure is not the last argument, or there are too many.
 * @example wrong: `task('a', () => 1, { timeout: 5 })`, right: `task('a', { timeout: 5 }, () => 1)`
 */
export function argumentsOrder(node: Range, functionName: FunctionName): Finding {
  return {
    code: 'arguments-order',
    severity: 'error',
    message: 'The arguments are a label, options if there are any, and the closure last.',
    range: rangeOf(node),
    hint: `put them in this order: ${functionName}('label', options, () => …)`,
  }
}

/**
 * There is no label.
 * @example wrong: `task(() => 1)`, right: `task('one', () => 1)`
 */
export function labelMissing(call: Range, functionName: CalledName): Finding {
  return {
    code: 'label-missing',
    severity: 'error',
    message: 'This call has no label.',
    range: rangeOf(call),
    hint:
      functionName === 'task.prewarm'
        ? `give it that of the call that it is for: ${formOf(functionName)}`
        : `give it one of its own, first: ${formOf(functionName)}`,
  }
}

/**
 * The label is computed.
 * @example wrong: `task(name, () => 1)`, right: `task('one', () => 1)`
 */
export function labelNotLiteral(node: Range, functionName: CalledName): Finding {
  return {
    code: 'label-not-literal',
    severity: 'error',
    message: 'The label must be known when building, so it has to be a string literal.',
    range: rangeOf(node),
    hint: `write it out: ${formOf(functionName)}`,
  }
}

/**
 * The label cannot be one.
 * @example wrong: `task('', () => 1)`, right: `task('one', () => 1)`
 */
export function labelInvalid(node: Range, problem: string): Finding {
  return {
    code: 'label-invalid',
    severity: 'error',
    message: `This cannot be a label: ${problem}.`,
    range: rangeOf(node),
    hint: 'use a short name on one line',
  }
}

/**
 * Two call sites have the same label.
 * @example wrong: `task('a', f); task('a', g)`, right: `task('a', f); task('b', g)`
 */
export function labelDuplicate(label: string, node: Range, first: Range): Finding {
  return {
    ...duplicateText(label),
    range: rangeOf(node),
    related: [{ message: 'first used here', range: rangeOf(first) }],
  }
}

/** The words of a duplicate, which may also lie in another file. */
export function duplicateText(label: string): Omit<Finding, 'range'> {
  return {
    code: 'duplicate-label',
    severity: 'error',
    message: `The label ${JSON.stringify(label)} is used twice, and it names one worker module.`,
    hint: 'give each call a label of its own',
  }
}

/**
 * There is no closure.
 * @example wrong: `task('a', { timeout: 5 })`, right: `task('a', { timeout: 5 }, () => 1)`
 */
export function closureMissing(call: Range, functionName: FunctionName): Finding {
  const alternative =
    functionName === 'pool' ? '; a pool for tasks has options only: pool({ size: 4 })' : ''
  return {
    code: 'closure-missing',
    severity: 'error',
    message: 'This call has no closure.',
    range: rangeOf(call),
    hint: `add it as the last argument: ${functionName}('label', () => …)${alternative}`,
  }
}

/**
 * The closure is a name that does not say which function it is: a parameter, a method of an object.
 * @example wrong: `task('a', object.work)`, right: `task('a', () => object.work())`
 */
export function closureByName(node: Node, text: string, functionName: FunctionName): Finding {
  const isMember = node.type === 'MemberExpression'
  return {
    code: 'closure-by-name',
    severity: 'error',
    message: `Which function \`${text}\` is cannot be seen when building: only one that this file declares or imports can be moved by its name.`,
    range: rangeOf(node),
    hint: isMember
      ? `write the closure here: ${functionName}('label', () => ${text}())`
      : `write the closure here: ${functionName}('label', () => …), or name a function that is declared or imported`,
  }
}

/**
 * The closure is the value of some expression.
 * @example wrong: `task('a', make())`, right: `task('a', () => make()())`
 */
export function closureNotInline(node: Range, functionName: FunctionName): Finding {
  return {
    code: 'closure-not-inline',
    severity: 'error',
    message: 'The closure must be known when building, so it has to be written in the call.',
    range: rangeOf(node),
    hint: `write an arrow function or a function expression here: ${functionName}('label', () => …)`,
  }
}

/**
 * The setup of a worker or a pool is a generator: there is nothing to call.
 * @example wrong: `worker('a', function* () { yield 1 })`, right: `worker('a', () => function* () { yield 1 })`
 */
export function setupGenerator(closure: Range, functionName: 'worker' | 'pool'): Finding {
  return {
    code: 'setup-generator',
    severity: 'error',
    message: `The closure of a ${functionName} sets it up and returns what can be called, so it cannot be a generator.`,
    range: rangeOf(closure),
    hint: `return a function or an object of functions, which may be generators: ${functionName}('label', () => function* () { … })`,
  }
}

/**
 * What starts a process before its call is given a closure.
 * @example wrong: `task.prewarm('a', () => 1)`, right: `task.prewarm('a')` for `task('a', () => 1)`
 */
export function prewarmClosure(closure: Range): Finding {
  return {
    code: 'prewarm-closure',
    severity: 'error',
    message: '`task.prewarm` takes no closure: its process is for the call that has the label.',
    range: rangeOf(closure),
    hint: `leave it to that call: ${formOf('task.prewarm')} for task('label', () => …)`,
  }
}

/** How a call is written. */
function formOf(name: CalledName, options?: string): string {
  const given = [`'label'`, options, name === 'task.prewarm' ? undefined : '() => …']
  return `${name}(${given.filter((each) => each !== undefined).join(', ')})`
}

function rangeOf(node: Range): readonly [number, number] {
  return [node.start, node.end]
}
