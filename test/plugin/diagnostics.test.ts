// The parts of diagnostics that a folder of cases cannot show: their fields, and two files at once.

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

import {
  duplicateLabel,
  unknownPrewarm,
  workerRunsProgram,
} from '../../plugin/diagnostics/between-files.ts'
import { renderDiagnostic } from '../../plugin/diagnostics/render.ts'
import { transform } from '../../plugin/transform.ts'
import { listCases, loadCase } from './case-folder.ts'

const root = '/app'

test('a diagnostic has the facts as fields', () => {
  const code =
    "import { task } from 'verdigris'\nexport const a = (n: string) => task(n, () => 1)\n"
  const result = transform(code, '/app/src/a.ts?v=1', { root })!
  expect(result.code).toBe(code)
  expect(result.sites).toEqual([])
  expect(result.diagnostics).toHaveLength(1)
  expect(result.diagnostics[0]).toMatchObject({
    code: 'label-not-literal',
    severity: 'error',
    file: '/app/src/a.ts',
    where: 'src/a.ts:2:38',
    range: [code.indexOf('(n,') + 1, code.indexOf('(n,') + 2],
    line: 2,
    column: 38,
  })
})

test('a label that two files use shows both places', () => {
  const first = transform("import { task } from 'verdigris'\ntask('a', () => 1)\n", '/app/one.ts', {
    root,
  })!
  const second = transform(
    "import { task } from 'verdigris'\n\ntask('a', () => 2)\n",
    '/app/two.ts',
    { root },
  )!
  const diagnostic = duplicateLabel(second.sites[0]!, first.sites[0]!)
  expect(diagnostic).toMatchObject({ file: '/app/two.ts', line: 3, column: 6, severity: 'error' })
  expect(renderDiagnostic(diagnostic)).toBe(
    [
      'duplicate-label: The label "a" is used twice, and it names one worker module.',
      '  two.ts:3:6',
      '  2 |',
      "> 3 | task('a', () => 2)",
      '    |      ^^^',
      '  first used here (one.ts:2:6)',
      "  1 | import { task } from 'verdigris'",
      "> 2 | task('a', () => 1)",
      '    |      ^^^',
      '  hint: give each call a label of its own',
    ].join('\n'),
  )
})

test('a process for a label that nothing has shows where it is asked for', () => {
  const code = "import { task } from 'verdigris'\nexport const warm = () => task.prewarm('orc')\n"
  const { prewarms } = transform(code, '/app/src/a.ts', { root })!
  expect(renderDiagnostic(unknownPrewarm(prewarms[0]!))).toBe(
    [
      'prewarm-unknown-label: No `task` of this build has the label "orc", so no call would use the process.',
      '  src/a.ts:2:40',
      "  1 | import { task } from 'verdigris'",
      "> 2 | export const warm = () => task.prewarm('orc')",
      '    |                                        ^^^^^',
      '  hint: write the label of the call that it is for, and import the file of that call; workers and pools have the option `spares`',
    ].join('\n'),
  )
})

test('a child that would run the program shows the way there', () => {
  const code = "import { task } from 'verdigris'\nawait task('run', () => 1)\n"
  const { sites, programCall } = transform(code, '/app/src/run.ts', { root })!
  const diagnostic = workerRunsProgram(sites[0]!, programCall!, ['src/a.ts', 'src/b.ts'])
  expect(renderDiagnostic(diagnostic)).toBe(
    [
      'worker-runs-program: The closure of "run" leads to src/run.ts (by src/a.ts, then src/b.ts), which calls "run" when it is loaded: its process would run that again.',
      '  src/run.ts:2:7',
      "  1 | import { task } from 'verdigris'",
      "> 2 | await task('run', () => 1)",
      '    |       ^^^^^^^^^^^^^^^^^^^^',
      '  this call would run in the child (src/run.ts:2:7)',
      "  1 | import { task } from 'verdigris'",
      "> 2 | await task('run', () => 1)",
      '    |       ^^^^^^^^^^^^^^^^^^^^',
      '  hint: move what src/b.ts imports from src/run.ts into a module of its own',
    ].join('\n'),
  )
})

test.each([
  ['await @', true],
  ['export const a = [@]', true],
  ['if (process.argv[2]) { @ }', true],
  ['class A { static { @ } }', true],
  ['class A { static a = @ }', true],
  ['class A { static accessor a = @ }', true],
  ['class A { [@] = 1 }', true],
  ['void (async () => { await @ })()', true],
  ['(function () { @ }).call(1)', false],
  ['const run = () => @', false],
  ['function run(a = @) {}', false],
  ['class A { a = @ }', false],
  ['class A { run() { @ } static get a() { return @ } }', false],
  ['const a = { get b() { return @ } }', false],
  ['function run() { class A { static a = @ } }', false],
  ['(function* () { @ })()', false],
  ['async function main() { await @ }\nmain()', true],
  ['const main = async () => { @ }\nawait main()', true],
  [
    'main().catch(print)\nfunction main() { return helper() }\nfunction helper() { @ }\nfunction print() {}',
    true,
  ],
  ['function main() { @ }\nif (process.argv[2]) main()', true],
  ['function main() { @ }\nconst start = () => main()', false],
  ['function main() { @; main() }', false],
  ['function one() { two() }\nfunction two() { one(); @ }', false],
  ['function* main() { @ }\nmain()', false],
  ['function main() { @ }\nif (import.meta.main) main()', false],
  ['function main() { @ }\nif (import.meta.url === start) { main() }\nvar start = 1', false],
  ['function main() { @ }\nrequire.main === module && main()', false],
  ['const object = { main() { @ } }\nobject.main()', false],
])('%s: whether it runs when the file is loaded', (statement, expected) => {
  let count = 0
  const text = statement.replaceAll(
    '@',
    () => `task('a${(count += 1)}', () => task('in', () => 1))`,
  )
  const unique = text.replace(/'in'/g, () => `'in${(count += 1)}'`)
  const result = transform(`import { task } from 'verdigris'\n${unique}`, '/app/a.ts', { root })!
  expect(result.diagnostics).toEqual([])
  expect(result.programCall?.name).toEqual(expected ? '"a1"' : undefined)
})

test.each([
  ["await worker('a', () => () => 1)", true],
  ["export const all = pool('a', () => () => 1)", true],
  ["const open = () => worker('a', () => () => 1)", false],
  ["await supervise({}, [() => worker('a', () => () => 1)])", true],
  ["await v.supervise({}, [async () => { await pool('a', () => () => 1) }])", true],
  ["const start = () => supervise({}, [() => worker('a', () => () => 1)])", false],
  ["const openers = [() => worker('a', () => () => 1)]", false],
  ["other({}, [() => worker('a', () => () => 1)])", false],
])('%s: whether a worker or pool starts when the file is loaded', (statement, expected) => {
  const code = [
    `import { pool, supervise, worker } from 'verdigris'`,
    `import * as v from 'verdigris'`,
    `import { other } from './other'`,
    statement,
  ].join('\n')
  const { programCall, diagnostics } = transform(code, '/app/a.ts', { root })!
  expect(diagnostics).toEqual([])
  expect(programCall?.name).toEqual(expected ? '"a"' : undefined)
})

test.each([
  ['const shared = await pool({ size: 4 })', 'pool()'],
  ['async function main() { await pool() }\nmain()', 'pool()'],
  ["task('a', () => 1)", '"a"'],
  ["await task.prewarm('a')", 'task.prewarm("a")'],
  ["export const warm = () => task.prewarm('a')", undefined],
  ['export const open = () => pool()', undefined],
])('%s: what makes the file part of the program', (statement, name) => {
  const code = `import { pool, task } from 'verdigris'\n${statement}`
  expect(transform(code, '/app/a.ts', { root })?.programCall?.name).toBe(name)
})

// One file by itself cannot have it: the bundlers' tests show it.
const BETWEEN_FILES = ['prewarm-unknown-label', 'worker-runs-program']

test('every code of the catalogue has a case', () => {
  const catalogue = path.join(import.meta.dirname, '../../plugin/diagnostics')
  const source = readdirSync(catalogue)
    .map((file) => readFileSync(path.join(catalogue, file), 'utf8'))
    .join('\n')
  const codes = [...source.matchAll(/code: '([\w-]+)'/g)].map(([, code]) => code)
  const shown = new Set(
    listCases().flatMap((name) => loadCase(name).result?.diagnostics.map(({ code }) => code) ?? []),
  )
  expect(codes.length).toBeGreaterThan(20)
  expect(codes.filter((code) => !shown.has(code!))).toEqual(BETWEEN_FILES)
  expect([...shown]).toEqual(
    expect.arrayContaining(['capture-local-function', 'capture-local-class']),
  )
})

test.each([
  ['a file that does not mention the package', 'export const a = 1', '/app/a.ts'],
  ['a declaration file', "import { task } from 'verdigris'", '/app/a.d.ts'],
  [
    'a file of another language',
    "import { task } from 'verdigris'\ntask('a', () => 1)",
    '/app/a.css',
  ],
  ['a syntax error', "import { task } from 'verdigris'\ntask('a', () =>", '/app/a.ts'],
  ['an import of something else', "import { CrashError } from 'verdigris'", '/app/a.ts'],
])('%s is left alone', (_, code, id) => {
  expect(transform(code, id, { root })).toBeNull()
})

test.each([
  ['/app/a.ts', 'ts', 'let x: number = 1'],
  ['/app/a.mts?query.js', 'ts', 'let x = <number>y'],
  ['/app/c#/a.tsx#hash', 'tsx', 'let x = <b />'],
  ['/app/a.js', 'js', 'let x = 1'],
  ['/app/a.cjs', 'js', 'let x = 1'],
  ['/app/a.vue?vue&type=script&lang.ts', 'ts', 'let x: number = 1'],
  ['/app/a.svelte?lang=tsx', 'tsx', 'let x = <b />'],
])('%s is read as %s', (id, lang, statement) => {
  const code = `import { task } from 'verdigris'\n${statement}\ntask('a', () => 1)`
  expect(transform(code, id, { root })?.sites[0]?.workerModule.lang).toBe(lang)
})
