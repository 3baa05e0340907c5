// Random programs with calls in them, for the differential test. What is random is a tree of choices; printing
// resolves each choice against the names that are visible there, so a smaller tree is a program as well.

import fc from 'fast-check'

interface Tree {
  kind: string
  pick: number
  children: readonly Tree[]
}

/** A program whose `run()` is worth comparing. Shrinks to few and short statements. */
export function anyProgram(): fc.Arbitrary<string> {
  const top = fc.array(statement(1), { maxLength: 4 })
  const body = fc.array(statement(3), { maxLength: 6 })
  // Without a call there is nothing to see.
  const last = statement(2).map((tree) => ({ ...tree, kind: 'task' }))
  return fc
    .record({ top, body, last })
    .map((trees) => new Printer().program(trees.top, [...trees.body, trees.last]))
}

const STATEMENTS = [
  'const',
  'let',
  'let',
  'destructure',
  'function',
  'function',
  'arrow',
  'expression',
  'recursive',
  'state',
  'shadow',
  'class',
  'assign',
  'assign',
  'block',
  'if',
  'loop',
  'catch',
  'task',
  'task',
  'task',
  'task',
] as const

const EXPRESSIONS = [
  'literal',
  'name',
  'name',
  'name',
  'call',
  'call',
  'new',
  'add',
  'choose',
  'template',
  'own',
  'map',
  'shorthand',
  'typeof',
] as const

function statement(depth: number): fc.Arbitrary<Tree> {
  const inner =
    depth > 0
      ? fc.array(fc.oneof(expression(2), statement(depth - 1)), { maxLength: 4 })
      : fc.array(expression(1), { maxLength: 2 })
  return fc.record({ kind: fc.constantFrom(...STATEMENTS), pick: fc.nat(99), children: inner })
}

function expression(depth: number): fc.Arbitrary<Tree> {
  const children =
    depth > 0 ? fc.array(expression(depth - 1), { maxLength: 2 }) : fc.constant<Tree[]>([])
  return fc.record({ kind: fc.constantFrom(...EXPRESSIONS), pick: fc.nat(99), children })
}

const NAMES = ['a', 'b', 'c', 'd', 'e']
const LEAF: Tree = { kind: 'literal', pick: 1, children: [] }

interface Visible {
  name: string
  type: 'const' | 'let' | 'function' | 'async' | 'class'
}

/** One scope of the program, and the function that it is in. */
interface Scope {
  parent: Scope | undefined
  own: Visible[]
  /** Names that are being declared: until then, they mean nothing. */
  pending: Set<string>
  /** Names of outer scopes that were used here: to declare them now would change what they meant. */
  used: Set<string>
  waits: { value: boolean; isAllowed: boolean }
}

class Printer {
  #labels = 0
  #scope: Scope = this.#child(undefined, true)

  program(top: readonly Tree[], body: readonly Tree[]): string {
    const lines = top.flatMap((tree) => (tree.kind === 'task' ? [] : this.#statement(tree)))
    const run = this.#function(true, () => {
      const statements = this.#statements(body)
      // Not the variables: what only functions share may not be read here.
      const values = this.#visible().filter(({ type }) => type !== 'let')
      return [...statements, `return [${values.map(({ name }) => `$(${name})`).join(', ')}]`]
    })
    return [
      "import { task } from 'verdigris'",
      ...lines,
      `export async function run() {`,
      ...run.lines.map(indent),
      '}',
      '',
    ].join('\n')
  }

  #child(parent: Scope | undefined, isAllowed: boolean): Scope {
    return {
      parent,
      own: [],
      pending: new Set(),
      used: new Set(),
      waits: { value: false, isAllowed },
    }
  }

  #function(isAllowed: boolean, print: () => string[]): { lines: string[]; waits: boolean } {
    const outer = this.#scope
    this.#scope = this.#child(outer, isAllowed)
    const lines = print()
    const { waits } = this.#scope
    this.#scope = outer
    return { lines, waits: waits.value }
  }

  #block(print: () => string[]): string[] {
    const outer = this.#scope
    this.#scope = { ...this.#child(outer, true), waits: outer.waits }
    const lines = print()
    this.#scope = outer
    return lines.map(indent)
  }

  #visible(): Visible[] {
    const names = new Map<string, Visible | undefined>()
    for (let scope: Scope | undefined = this.#scope; scope; scope = scope.parent) {
      for (const each of scope.own) if (!names.has(each.name)) names.set(each.name, each)
      for (const name of scope.pending) if (!names.has(name)) names.set(name, undefined)
    }
    return [...names.values()].filter((each) => each !== undefined)
  }

  #callable(): Visible[] {
    return this.#visible().filter(({ type }) => type === 'function' || type === 'async')
  }

  /** Marks a name as used, in every scope up to the one that declares it. */
  #use(name: string): string {
    for (let scope: Scope | undefined = this.#scope; scope; scope = scope.parent) {
      if (scope.own.some((each) => each.name === name)) break
      scope.used.add(name)
    }
    return name
  }

  #freeName(pick: number): string | undefined {
    const { own, used } = this.#scope
    const free = NAMES.filter((name) => !used.has(name) && own.every((each) => each.name !== name))
    const name = free[pick % free.length]
    if (name !== undefined) this.#scope.pending.add(name)
    return name
  }

  #declare(name: string, type: Visible['type']): void {
    this.#scope.own.push({ name, type })
  }

  #statements(trees: readonly Tree[]): string[] {
    return trees.flatMap((tree) => this.#statement(tree))
  }

  #statement(tree: Tree): string[] {
    const { kind, pick, children } = tree
    const [first = LEAF, second = LEAF] = children
    switch (kind) {
      case 'block':
        return ['{', ...this.#block(() => this.#statements(children)), '}']
      case 'if':
        return [
          `if (${this.#expression(first)}) {`,
          ...this.#block(() => this.#statements(children.slice(1))),
          '}',
        ]
      case 'catch': {
        const name = NAMES[pick % NAMES.length] ?? 'a'
        const thrown = this.#expression(first)
        const caught = this.#block(() => {
          this.#declare(name, 'const')
          return this.#statements(children.slice(1))
        })
        return ['try {', `  throw ${thrown}`, `} catch (${name}) {`, ...caught, '}']
      }
      case 'loop': {
        const name = NAMES[pick % NAMES.length] ?? 'a'
        const body = this.#block(() => {
          this.#declare(name, 'const')
          return this.#statements(children)
        })
        return pick % 2 === 0
          ? [`for (const ${name} of [1, 2]) {`, ...body, '}']
          : [`for (let ${name} = 0; ${name} < 2; ${name} += 1) {`, ...body, '}']
      }
      case 'assign': {
        const targets = this.#visible().filter(({ type }) => type === 'let')
        const target = targets[pick % targets.length]
        if (target === undefined) return []
        const value = this.#expression(first)
        return [`${this.#use(target.name)} ${pick % 3 === 0 ? '+=' : '='} ${value}`]
      }
      default:
    }
    const name = this.#freeName(pick)
    if (name === undefined) return []
    switch (kind) {
      case 'let': {
        const value = this.#expression(first)
        this.#declare(name, 'let')
        return [`let ${name} = ${value}`]
      }
      case 'destructure':
        return this.#destructure(name, tree)
      case 'task':
        return this.#task(name, tree)
      case 'function': {
        const body = this.#body(children, pick)
        this.#declare(name, body.waits ? 'async' : 'function')
        const keyword = body.waits ? 'async function' : 'function'
        return [`${keyword} ${name}(${body.parameters}) {`, ...body.lines, '}']
      }
      case 'arrow':
      case 'expression': {
        const body = this.#body(children, pick)
        this.#declare(name, body.waits ? 'async' : 'function')
        const wait = body.waits ? 'async ' : ''
        return kind === 'arrow'
          ? [`const ${name} = ${wait}(${body.parameters}) => {`, ...body.lines, '}']
          : [
              `const ${name} = ${wait}function ${NAMES[pick % 5]}(${body.parameters}) {`,
              ...body.lines,
              '}',
            ]
      }
      case 'recursive': {
        this.#declare(name, 'function')
        const { lines } = this.#function(false, () => {
          this.#declare('n', 'const')
          return [`return n > 2 ? ${this.#expression(first)} : ${name}(n + 1)`]
        })
        return [`function ${name}(n = 0) {`, ...lines.map(indent), '}']
      }
      case 'state': {
        const next = this.#freeName(pick + 1)
        // Of the module's state, each process has its own from the start.
        if (next === undefined || this.#scope.parent === undefined) return []
        const value = this.#expression(first)
        this.#declare(name, 'let')
        this.#declare(next, 'function')
        return [
          `let ${name} = ${value}`,
          `const ${next} = (n = 1) => (${this.#use(name)} += n)`,
          // Sometimes the program uses it as well, before the call.
          ...(pick % 4 === 0 ? [`${next}()`] : []),
        ]
      }
      case 'shadow':
        return this.#shadow(name, tree)
      case 'class':
        return this.#class(name, tree)
      default: {
        const value = this.#expression(
          kind === 'const' ? first : { ...tree, children: [first, second] },
        )
        this.#declare(name, 'const')
        return [`const ${name} = ${value}`]
      }
    }
  }

  #body(
    children: readonly Tree[],
    pick: number,
  ): { parameters: string; lines: string[]; waits: boolean } {
    let parameters = ''
    const { lines, waits } = this.#function(true, () => {
      const name = NAMES[(pick + 1) % NAMES.length] ?? 'a'
      // A default cannot wait, and sees the parameters before it only.
      const value =
        pick % 2 === 0 ? ` = ${this.#own(() => this.#expression(children[0] ?? LEAF))}` : ''
      if (!this.#scope.used.has(name)) {
        this.#declare(name, 'let')
        parameters = `${name}${value}`
      }
      const statements = this.#statements(children.slice(1))
      return [...statements, `return ${this.#expression(children.at(-1) ?? LEAF)}`]
    })
    return { parameters, lines: lines.map(indent), waits }
  }

  /** Prints something that cannot wait. */
  #own(print: () => string): string {
    const { waits } = this.#scope
    this.#scope.waits = { value: false, isAllowed: false }
    const text = print()
    this.#scope.waits = waits
    return text
  }

  #class(name: string, { pick, children }: Tree): string[] {
    const bases = this.#visible().filter(({ type }) => type === 'class')
    const base = pick % 2 === 0 ? bases[pick % bases.length] : undefined
    const heritage = base ? ` extends ${this.#use(base.name)}` : ''
    const [first = LEAF, second = LEAF, third = LEAF] = children
    const value = this.#function(false, () => [`x = ${this.#expression(first)}`]).lines
    const fixed = pick % 3 === 0 ? [`static s = ${this.#own(() => this.#expression(third))}`] : []
    this.#declare(name, 'class')
    const method = this.#function(false, () => {
      this.#declare('n', 'const')
      return [`return [this.x, n, ${this.#expression(second)}]`]
    }).lines
    return [
      `class ${name}${heritage} {`,
      ...[...fixed, ...value, 'get(n) {', ...method.map(indent), '}'].map(indent),
      '}',
    ]
  }

  #destructure(name: string, { pick, children }: Tree): string[] {
    const [first = LEAF, second = LEAF] = children
    const value = this.#expression(first)
    const fallback = this.#expression(second)
    this.#declare(name, pick % 2 === 0 ? 'let' : 'const')
    const other = this.#freeName(pick + 1)
    if (other !== undefined) this.#declare(other, 'const')
    const rest = other === undefined ? '' : `, q: [${other} = ${fallback}] = []`
    const keyword = pick % 2 === 0 && other === undefined ? 'let' : 'const'
    const own = this.#scope.own.find((each) => each.name === name)
    if (own !== undefined) own.type = keyword
    return [
      `${keyword} { p: ${name} = ${fallback}${rest} } = { p: ${value}, q: [${pick % 3 === 0 ? value : ''}] }`,
    ]
  }

  #task(name: string, { pick, children }: Tree): string[] {
    if (!this.#scope.waits.isAllowed) return []
    this.#scope.waits.value = true
    const label = `t${(this.#labels += 1)}`
    const named = this.#callable()
    const byName = pick % 5 === 0 ? named[pick % named.length] : undefined
    if (byName !== undefined) {
      const line = `const ${name} = await task('${label}', ${this.#use(byName.name)})`
      this.#declare(name, 'const')
      return [line]
    }
    const { lines, waits } = this.#function(true, () => {
      const statements = this.#statements(children.slice(0, -1))
      return [...statements, `return ${this.#expression(children.at(-1) ?? LEAF)}`]
    })
    const [only = ''] = lines
    const text =
      lines.length === 1 && !only.startsWith('return {')
        ? [
            `const ${name} = await task('${label}', ${waits ? 'async ' : ''}() => ${only.replace(/^return /, '')})`,
          ]
        : [
            `const ${name} = await task('${label}', ${waits ? 'async ' : ''}() => {`,
            ...lines.map(indent),
            '})',
          ]
    this.#declare(name, 'const')
    return text
  }

  /** A function with the name of another one, and a call that uses all functions there are. */
  #shadow(name: string, { pick, children: [first = LEAF] }: Tree): string[] {
    const hidden = this.#callable()[pick % 2]
    if (hidden === undefined || !this.#scope.waits.isAllowed) return []
    this.#scope.waits.value = true
    const { lines } = this.#function(true, () => {
      const value = this.#own(() => this.#expression(first))
      const isFree = !this.#scope.used.has(hidden.name)
      if (isFree) this.#declare(hidden.name, 'function')
      const calls = this.#callable().map((each) => `${this.#use(each.name)}()`)
      return [
        ...(isFree ? [`const ${hidden.name} = () => ${value}`] : []),
        `return task('t${(this.#labels += 1)}', async () => Promise.all([${calls.join(', ')}]))`,
      ]
    })
    this.#declare(name, 'const')
    return [`const ${name} = await (async () => {`, ...lines.map(indent), '})()']
  }

  #expression(tree: Tree): string {
    const { kind, pick, children } = tree
    const [first = LEAF, second = LEAF] = children
    const visible = this.#visible()
    switch (kind) {
      case 'name': {
        const found = visible[pick % visible.length]
        return found ? `$(${this.#use(found.name)})` : String(pick)
      }
      case 'call': {
        const { waits } = this.#scope
        const callable = visible.filter(
          ({ type }) => type === 'function' || (type === 'async' && waits.isAllowed),
        )
        const found = callable[pick % callable.length]
        if (found === undefined) return String(pick)
        const call = `${this.#use(found.name)}(${pick % 2 === 0 ? this.#expression(first) : ''})`
        if (found.type === 'function') return call
        waits.value = true
        return `(await ${call})`
      }
      case 'new': {
        const classes = visible.filter(({ type }) => type === 'class')
        const found = classes[pick % classes.length]
        return found
          ? `new ${this.#use(found.name)}().get(${this.#expression(first)}).join()`
          : '"none"'
      }
      case 'add':
        return `(${this.#expression(first)} + ${this.#expression(second)})`
      case 'choose':
        return `(${this.#expression(first)} ? ${this.#expression(second)} : ${pick})`
      case 'template':
        return `\`\${${this.#expression(first)}}-\${${this.#expression(second)}}\``
      case 'own':
        return this.#inline((parameter, value) => `((${parameter}) => ${value})()`, tree)
      case 'map':
        return this.#inline(
          (parameter, value) => `[1, 2].map((${parameter}) => ${value}).join()`,
          tree,
        )
      case 'shorthand': {
        const found = visible[pick % visible.length]
        return found ? `$({ ${this.#use(found.name)} }.${found.name})` : '0'
      }
      case 'typeof':
        return 'typeof undeclared'
      default:
        return String(pick)
    }
  }

  /** A small function in an expression, with a parameter that may shadow something. */
  #inline(join: (parameter: string, value: string) => string, { pick, children }: Tree): string {
    const [first = LEAF, second = LEAF] = children
    const { lines } = this.#function(false, () => {
      const name = NAMES[pick % NAMES.length] ?? 'a'
      const fallback = this.#expression(first)
      const isFree = !this.#scope.used.has(name)
      if (isFree) this.#declare(name, 'const')
      return [isFree ? `${name} = ${fallback}` : '', this.#expression(second)]
    })
    const [parameter = '', value = ''] = lines
    return join(parameter, value)
  }
}

function indent(line: string): string {
  return `  ${line}`
}
