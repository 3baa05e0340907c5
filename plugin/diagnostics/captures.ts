// Catalogue: what a closure may not take from the functions and classes around it.

import type { FunctionName } from '../call-shape.ts'
import type { Handle } from '../handles.ts'
import type { StuckCode } from '../local-code.ts'
import type { Range } from '../range.ts'
import type { Finding } from './diagnostic.ts'

/**
 * `this` of an enclosing function.
 * @example wrong: `task('a', () => this.size)`, right: `const { size } = this; task('a', () => size)`
 */
export function closureUsesThis(node: Range): Finding {
  return {
    code: 'closure-uses-this',
    severity: 'error',
    message: 'The closure uses `this` of the code around it, which stays in the parent process.',
    range: rangeOf(node),
    hint: 'copy what it needs into a const before the call: const { size } = this',
  }
}

/**
 * `super` of an enclosing method.
 * @example wrong: `task('a', () => super.size())`, right: `const size = super.size(); task('a', () => size)`
 */
export function closureUsesSuper(node: Range): Finding {
  return {
    code: 'closure-uses-super',
    severity: 'error',
    message: 'The closure uses `super` of the method around it, which stays in the parent process.',
    range: rangeOf(node),
    hint: 'call it before and copy the value into a const: const size = super.size()',
  }
}

/**
 * `arguments` of an enclosing function.
 * @example wrong: `task('a', () => arguments[0])`, right: `const [first] = arguments; task('a', () => first)`
 */
export function closureUsesArguments(node: Range): Finding {
  return {
    code: 'closure-uses-arguments',
    severity: 'error',
    message:
      'The closure uses `arguments` of the function around it, which does not cross to a process.',
    range: rangeOf(node),
    hint: 'copy what it needs into a const before the call: const args = [...arguments]',
  }
}

/**
 * `new.target` of an enclosing function.
 * @example wrong: `task('a', () => new.target.name)`, right: `const { name } = new.target; task('a', () => name)`
 */
export function closureUsesNewTarget(node: Range): Finding {
  return {
    code: 'closure-uses-new-target',
    severity: 'error',
    message:
      'The closure uses `new.target` of the function around it, which stays in the parent process.',
    range: rangeOf(node),
    hint: 'copy what it needs into a const before the call: const { name } = new.target',
  }
}

/**
 * A private member of an enclosing class.
 * @example wrong: `task('a', () => other.#size)`, right: `const size = other.#size; task('a', () => size)`
 */
export function closureUsesPrivateName(node: Range, name: string): Finding {
  return {
    code: 'closure-uses-private-name',
    severity: 'error',
    message: `The closure uses \`#${name}\`, which only code inside its class can read.`,
    range: rangeOf(node),
    hint: `copy the value into a const before the call: const ${name} = this.#${name}`,
  }
}

/**
 * Direct `eval`, which can name any variable of the file.
 * @example wrong: `task('a', () => eval(code))`, right: `task('a', () => (0, eval)(code))`
 */
export function closureUsesEval(node: Range): Finding {
  return {
    code: 'closure-uses-eval',
    severity: 'error',
    message:
      'Direct `eval` can use any variable of this file, so it cannot be seen which ones must travel.',
    range: rangeOf(node),
    hint: 'evaluate in the global scope instead, (0, eval)(code), or pass values to new Function(…)',
  }
}

/**
 * A local function or class that cannot be copied, because its name does not always mean the same code.
 * @example wrong: `let f = () => 1; f = other; task('a', () => f())`, right: `const f = () => 1; task('a', () => f())`
 */
export function captureLocalCode(
  node: Range,
  name: string,
  { kind, reason, place }: StuckCode,
  declaration: Range,
): Finding {
  return {
    code: `capture-local-${kind}`,
    severity: 'error',
    message: `\`${name}\` is a ${kind} of the code around the closure and cannot be copied, because it is ${STUCK_TO_TEXT[reason]}.`,
    range: rangeOf(node),
    related: [
      { message: `\`${name}\` is declared here`, range: rangeOf(declaration) },
      { message: `${reason} here`, range: rangeOf(place) },
    ],
    hint: `declare \`${name}\` once, with const, function or class, or inside the closure`,
  }
}

const STUCK_TO_TEXT: Readonly<Record<StuckCode['reason'], string>> = {
  reassigned: 'reassigned',
  changed: 'changed after its declaration',
  'declared again': 'declared more than once',
  'declared by a var': 'declared by a `var` that may not have run',
  'declared in the head of a loop':
    'declared in the head of a loop, and sees the variables of its first round',
}

/**
 * A local class computes something when it is made, which would not be the same in the copy.
 * @example wrong: `class A { static id = next() }; task('a', () => A.id)`, right: `const { id } = A; task('a', () => id)`
 */
export function captureEvaluated(
  node: Range,
  name: string,
  problem: string,
  declaration: Range,
): Finding {
  return {
    code: 'capture-class-evaluated',
    severity: 'error',
    message: `The closure gets a copy of the class \`${name}\`, which would be made again, and ${problem}.`,
    range: rangeOf(node),
    related: [{ message: `\`${name}\` is declared here`, range: rangeOf(declaration) }],
    hint: `move \`${name}\` into the closure, or copy what it needs into a const before the call`,
  }
}

/**
 * A value that local code uses has no name where the call is made, because another variable has it.
 * @example wrong: `const f = () => n; { const n = 2; task('a', () => f()) }`, right: give one of them another name
 */
export function captureShadowed(
  node: Range,
  name: string,
  label: Range,
  declaration: Range,
): Finding {
  return {
    code: 'capture-shadowed',
    severity: 'error',
    message: `This \`${name}\` is to travel with the call, but where the call is made \`${name}\` is another variable.`,
    range: rangeOf(node),
    related: [
      { message: `\`${name}\` is declared here`, range: rangeOf(declaration) },
      { message: 'the call is made here', range: rangeOf(label) },
    ],
    hint: `rename one of the two variables`,
  }
}

/**
 * A local function assigns a variable, in a copy, and the code around it reads it.
 * @example wrong: `let n = 0; const inc = () => n++; await task('a', () => inc()); print(n)`, right: return `n` from the closure
 */
export function localStateRead(node: Range, name: string, read: Range): Finding {
  return {
    code: 'capture-assigned',
    severity: 'error',
    message: `\`${name}\` is assigned by a function that the closure gets a copy of, so the write would be lost.`,
    range: rangeOf(node),
    related: [{ message: 'read here', range: rangeOf(read) }],
    hint: `return the value from the closure, or declare \`${name}\` inside it`,
  }
}

/**
 * Local functions keep state that several calls, or this process as well, would share without the copy.
 * @example wrong: `let n = 0; const next = () => ++n; next(); await task('a', () => next()); next()`, right: `next()` in one of them only
 */
export function localStateSplit(node: Range, name: string, user: Range): Finding {
  return {
    code: 'capture-not-shared',
    severity: 'warning',
    message: `Each call starts with the \`${name}\` that is here when it is made; what its process does to it, nobody else sees.`,
    range: rangeOf(node),
    related: [{ message: 'also used here', range: rangeOf(user) }],
    hint: `return the value from the closure, or declare \`${name}\` inside it`,
  }
}

/**
 * A resource with an end: it is closed in the parent, and its copy would be none.
 * @example wrong: `using db = open(); task('a', () => db.get())`, right: `task('a', () => { using db = open(); return db.get() })`
 */
export function captureResource(node: Range, name: string, declaration: Range): Finding {
  return {
    code: 'capture-resource',
    severity: 'error',
    message: `\`${name}\` is a resource that this process opens and disposes of; it does not cross to another.`,
    range: rangeOf(node),
    related: [{ message: `\`${name}\` is opened here`, range: rangeOf(declaration) }],
    hint: `open it inside the closure: using ${name} = …`,
  }
}

/**
 * A handle: the process that it stands for is a child of the one that made it.
 * @example wrong: `const w = await worker('w', setup); task('a', () => w.call(1))`, right: `const n = await w.call(1); task('a', () => n)`
 */
export function handleCaptured(
  node: Range,
  name: string,
  { owner, relation }: Handle,
  declaration: Range,
  isOwn: boolean,
): Finding {
  return {
    code: 'handle-captured',
    severity: 'error',
    message: `\`${name}\` ${relation} the handle of a ${owner}, which belongs to the process that made it and does not cross to another.`,
    range: rangeOf(node),
    related: [{ message: `\`${name}\` is declared here`, range: rangeOf(declaration) }],
    hint: isOwn
      ? 'this code runs in the process of that handle: call the function itself'
      : 'make it inside the closure, or use it before the call and pass on what it gives',
  }
}

/**
 * A variable that has no value yet when the call is made.
 * @example wrong: `task('a', () => n); const n = 1`, right: `const n = 1; task('a', () => n)`
 */
export function captureBeforeDeclaration(node: Range, name: string, declaration: Range): Finding {
  return {
    code: 'capture-before-declaration',
    severity: 'error',
    message: `\`${name}\` has no value yet when this call is made, and that is when values travel.`,
    range: rangeOf(node),
    related: [{ message: `\`${name}\` is declared here`, range: rangeOf(declaration) }],
    hint: `make the call after the declaration of \`${name}\``,
  }
}

/**
 * A write that nobody would see.
 * @example wrong: `let n = 0; task('a', () => { n = 1 })`, right: `const n = await task('a', () => 1)`
 */
export function captureAssigned(node: Range, name: string, functionName: FunctionName): Finding {
  return {
    code: 'capture-assigned',
    severity: 'error',
    message: `The closure assigns \`${name}\`, but it has a copy, so the write would be lost.`,
    range: rangeOf(node),
    hint:
      functionName === 'task'
        ? `return the value instead: ${name} = await task('label', () => …)`
        : `declare \`${name}\` inside the closure, or return the value from the call`,
  }
}

/**
 * A change of an object that nobody may see.
 * @example wrong: `task('a', () => { user.n = 1 })`, right: `user.n = await task('a', () => 1)`
 */
export function captureMutated(node: Range, name: string, functionName: FunctionName): Finding {
  return {
    code: 'capture-mutated',
    severity: 'warning',
    message: `The closure changes its copy of \`${name}\`; the one in this process stays as it is.`,
    range: rangeOf(node),
    hint:
      functionName === 'task'
        ? 'return what has changed and apply it after the call'
        : `make \`${name}\` inside the closure, or return what has changed and apply it after the call`,
  }
}

function rangeOf(node: Range): readonly [number, number] {
  return [node.start, node.end]
}
