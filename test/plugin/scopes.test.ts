// What each name means, compared with what the scope manager of typescript-eslint says. It knows more than the
// compiler asks for, and takes several times as long.

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { analyze } from '@typescript-eslint/scope-manager'
import type { ScopeManager, Variable as TheirVariable } from '@typescript-eslint/scope-manager'
import fc from 'fast-check'
import { parseSync } from 'oxc-parser'
import type { Node, Program } from 'oxc-parser'
import { describe, expect, test } from 'vitest'

import { isErased, NODE_TYPES } from '../../plugin/node-types.ts'
import { Parents } from '../../plugin/parents.ts'
import { walkScopes } from '../../plugin/scope-walk.ts'
import { namedByTypes } from '../../plugin/type-names.ts'
import { resolve } from '../../plugin/variables.ts'
import type { Variable } from '../../plugin/variables.ts'
import { listCases, loadCase } from './case-folder.ts'
import { anyProgram } from './random-program.ts'

const ROOT = path.join(import.meta.dirname, '../..')

describe('every name means the same', () => {
  test.each(listCases())('in the case %s', (name) => {
    const { input, inputFile } = loadCase(name)
    compare(input, inputFile)
  })

  test.each(['plugin', 'src', 'test', 'playground'])(
    'in the sources below %s',
    { timeout: 60_000 },
    (folder) => {
      const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      let count = 0
      for (const file of files) {
        if (
          !/\.[cm]?[jt]sx?$/.test(file) ||
          /(^|\/)(node_modules|dist|\.build|\.vite)\//.test(file)
        )
          continue
        count += compare(readFileSync(path.join(ROOT, folder, file), 'utf8'), file)
      }
      expect(count).toBeGreaterThan(500)
    },
  )

  test('in random programs', () => {
    for (const program of fc.sample(anyProgram(), { seed: 20_260, numRuns: 200 })) {
      compare(program, 'program.js')
    }
  })

  test.each([
    'let a = 1, b = a; a += b; a++; --b; [a, b = a] = [b]; ({ a, x: [b], ...c } = d[a = 2])',
    'function f({ a, b: [c = a] = [] }, d = c, ...e) { var d; let x = d; { let x = e } return x }',
    'var x = 1; function f(a = x) { var x = 2; return a }',
    'f(); { function f() {} f() } var g = function g() { return g }; g()',
    'for (let i = 0; i < n; i++) { let i = 1 } for (var j in o) j; for (const [k = j] of j) k; for (k of k);',
    'try { a } catch ({ message: a = b }) { a } switch (a) { case b: let b = a } label: for (;;) break label',
    'class A extends B { static a = A; #p = this.#p; [a] = a; static { var v = A } m(A) { return A } }',
    'const C = class D { @dec(D) m(@dec(D) a = D) { return arguments } constructor(private readonly x = D) {} }',
    '@dec(E) export class E<T> { declare [a]: T; accessor b = E; abstract c: number }',
    'enum F { a, b = a, "c-d" = F.a, e = b } namespace N { export const n = F; namespace M { n } } import q = N.M',
    'import d, { x as y, type T } from "m"; import * as ns from "n"; export { y, type T, d as default }',
    'export default ns; import type { ns } from "x"; interface I<T> { [ns]: T } type A<T> = T extends infer U ? U : T',
    'import { U } from "u"; type B<T> = T extends (a: infer U) => void ? U : T; const v = 1 as B<v>',
    'function p(this: Window, x: unknown): x is typeof y { type y = 1; const y = <const>x; return y satisfies y }',
    'declare const g: string; declare function h(a: typeof g): void; declare namespace Z { const z: number } g; Z',
    'type Fn = <T>(a: T, b: typeof a) => new (c: A) => { [K in keyof T]: K }; abstract class X implements Fn<A> {} X',
    '(a as any) = 1; (b!)++; <any>c; f<T>(a); new G<T>(); tag<T>`${a}`; [d as T] = a; import("x"); import.meta',
  ])('in %s', (code) => {
    expect(compare(code, 'a.ts')).toBeGreaterThan(0)
  })

  test('in JSX', () => {
    const elements = '<a.b c={d} {...e}><F<T>>{g}</F><i /><_ /><this.h /><></></a.b>'
    expect(compare(`import { F, unused } from 'x'; let a; ${elements}`, 'a.tsx')).toBeGreaterThan(5)
  })
})

describe('what the scope manager does not know', () => {
  test('`satisfies` and several `as` are no more than their expression when it is assigned', () => {
    const { references } = walkScopes(parse('(a satisfies A) = 1; (b as any as B)++', 'a.ts')!)
    expect(references.map(({ node, access }) => [node.name, access.isWrite])).toEqual([
      ['a', true],
      ['b', true],
    ])
  })

  test('`arguments` in the default of a parameter is that of the function', () => {
    const [use] = walkScopes(parse('function f(a = arguments) {}', 'a.js')!).references.slice(1)
    expect(use && resolve('arguments', use.node.start, use.scope, 'value')?.scope.block.type).toBe(
      'FunctionDeclaration',
    )
  })
})

/** Fails where the two differ; returns how many names are used, none in what does not parse. */
function compare(code: string, file: string): number {
  const program = parse(code, file)
  if (program === undefined) return 0
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    sourceType: 'module',
    lib: [],
    jsxPragma: null,
  })
  const tree = walkScopes(program)
  const isType = erasedIn(program)
  const ours = tree.references.map(({ node, scope, kind, access }) => {
    const variable = resolve(node.name, node.start, scope, kind)
    return { start: node.start, access, ...placeOf(variable) }
  })
  const theirs = referencesOf(manager)
    .filter((each) => each.isValueReference && !isType(toNode(each.identifier)))
    .map((reference) => ({
      start: toNode(reference.identifier).start,
      access: {
        isRead: reference.isRead(),
        isWrite: reference.isWrite(),
        isInit: reference.init === true,
      },
      ...placeOf(reference.resolved ?? undefined),
    }))
  const byStart = (a: { start: number }, b: { start: number }): number => a.start - b.start
  expect(ours.sort(byStart), file).toEqual(theirs.sort(byStart))

  const moduleScope = manager.scopes.find(({ type }) => type === 'module')
  const named = namedByTypes(tree.typeParts)
  expect(
    tree.moduleScope.variables.map((each) => ({ ...placeOf(each), isNamed: named.has(each) })),
    file,
  ).toEqual(
    moduleScope?.variables.map((each) => ({
      ...placeOf(each),
      isNamed: each.references.some(
        (use) => !use.isValueReference || isType(toNode(use.identifier)),
      ),
    })),
  )
  return ours.length
}

function parse(code: string, file: string): Program | undefined {
  const lang = /\.[cm]?ts$/.test(file) ? 'ts' : 'tsx'
  const { program, errors } = parseSync(file, code, {
    lang,
    sourceType: 'module',
    astType: 'ts',
    preserveParens: false,
    // The scope manager tells parameters from the variables of the body by it.
    range: true,
  })
  return errors.some(({ severity }) => severity === 'Error') ? undefined : program
}

function referencesOf({ scopes }: ScopeManager): ScopeManager['scopes'][number]['references'] {
  return scopes.flatMap(({ references }) => references)
}

function erasedIn(program: Program): (node: Node) => boolean {
  const parents = new Parents(program)
  return (node) => {
    for (let at: Node | undefined = node; at !== undefined; at = parents.get(at)) {
      if ('declare' in at && at.declare === true) return true
      if (isErased(at, NODE_TYPES.get(at.type)?.erasure ?? 'never')) return true
    }
    return false
  }
}

// A variable as both can describe it: by its scope and by what declares it.
function placeOf(variable: Variable | TheirVariable | undefined): object {
  if (variable === undefined) return { variable: undefined }
  const { name, scope, defs } = variable
  const { start, end } = toNode(scope.block)
  const declared = defs.map((each) => ({
    type: each.type === 'TSEnumMemberName' ? 'TSEnumMember' : each.type,
    name: toNode(each.name).start,
    node: toNode(each.node),
    parent: each.parent ?? undefined,
  }))
  return { variable: name, scope: [start, end], declared }
}

// The tree is one, by the types of either.
function toNode(node: unknown): Node {
  return node as Node
}
