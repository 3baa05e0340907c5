// What a call was, what it became in the program, and what its process runs.

import type { CapturedName, CompiledSite, CompileResult } from '../protocol.ts'
import { h } from './dom.ts'
import { createEditor } from './editor.ts'
import { highlight } from './highlight.ts'
import { get, on, post } from './server.ts'

const TRAVEL: Record<CapturedName['travel'], string> = {
  value: 'copied in by value, when the call is made',
  import: 'imported again',
  copy: 'its declaration is copied',
  code: 'travels as code',
}

const EXAMPLE = `import { task } from 'verdigris'
import { createHash } from 'node:crypto'

const SALT = 'patina'

export async function sign(text: string, rounds: number) {
  const clip = (hash: string) => hash.slice(0, rounds)
  return task('sign', { timeout: 1000 }, () =>
    clip(createHash('sha256').update(SALT + text).digest('hex')),
  )
}
`

export interface BeforeAfter {
  element: HTMLElement
  select: (label: string) => void
}

export function createBeforeAfter(): BeforeAfter {
  const labels = h('select', {
    id: 'demo-label',
    'aria-label': 'Failure',
    change: () => void show(labels.value),
  })
  const panes = h('div', { class: 'panes-box' })
  const ofDemo = get<CompileResult>('failures')

  async function show(label: string): Promise<void> {
    const { sites } = await ofDemo
    if (labels.value !== label) return
    const own = sites.filter((site) => site.label === label)
    panes.replaceChildren(...own.flatMap(showSite))
  }
  function select(label: string): void {
    labels.value = label
    void show(label)
  }
  on('hello', ({ failures }) => {
    const chosen = labels.value || 'truncated-map'
    labels.replaceChildren(...failures.map(({ label }) => h('option', { value: label }, label)))
    select(chosen)
  })

  const element = h(
    'section',
    { id: 'before-after' },
    h('h2', {}, 'Before and after'),
    h(
      'p',
      { class: 'lead' },
      'Nobody wrote a worker file. The build plugin finds the call, moves its closure into a module of its own, and ' +
        'leaves the label and what was captured.',
    ),
    h('div', { class: 'bar' }, h('label', { for: 'demo-label' }, 'Failure'), labels),
    panes,
    h('h3', { id: 'yours' }, 'Now yours'),
    h(
      'p',
      { class: 'lead' },
      'Type a closure. The compiler is the real one and runs on the server; what you type is compiled, never run. Try ',
      h('code', {}, 'rounds++'),
      ' inside the closure.',
    ),
    createOwn(),
  )
  return { element, select }
}

function createOwn(): HTMLElement {
  const result = h('div', { class: 'own-result', role: 'status', 'aria-live': 'polite' })
  let asked = 0
  const editor = createEditor(EXAMPLE, (code) => void compile(code))
  async function compile(code: string): Promise<void> {
    asked += 1
    const mine = asked
    const compiled = await post<CompileResult>('compile', { code })
    // Later keys have been pressed meanwhile.
    if (mine !== asked) return
    editor.showDiagnostics(compiled.diagnostics)
    const { note, sites, diagnostics } = compiled
    result.replaceChildren(
      ...(note === '' ? [] : [h('p', { class: 'note' }, note)]),
      ...diagnostics.map(({ severity, text }) =>
        h('pre', { class: `diagnostic ${severity}`, tabindex: 0, 'aria-label': severity }, text),
      ),
      ...sites.flatMap(showOutput),
    )
  }
  void compile(EXAMPLE)
  return h('div', { class: 'own' }, editor.element, result)
}

function showSite(site: CompiledSite): Node[] {
  return [
    h('p', { class: 'where' }, h('strong', {}, site.label), ` ${site.where}`),
    captures(site),
    h(
      'div',
      { class: 'panes' },
      h(
        'div',
        { class: 'stack' },
        pane('As written', site.source, site),
        pane('In the program', site.program, site),
      ),
      pane('In its process', site.workerModule, site),
    ),
  ]
}

function showOutput(site: CompiledSite): Node[] {
  const panes = h(
    'div',
    { class: 'panes' },
    pane('In the program', site.program, site),
    pane('In its process', site.workerModule, site),
  )
  return [captures(site), panes]
}

function pane(title: string, code: string, { captured }: CompiledSite): HTMLElement {
  const marked = new Map(captured.map(({ name, travel }) => [name, travel]))
  const block = highlight(code, marked)
  block.ariaLabel = title
  return h('figure', { class: 'pane' }, h('figcaption', {}, title), block)
}

function captures({ captured }: CompiledSite): HTMLElement {
  if (captured.length === 0) return h('p', { class: 'captures' }, 'It captures nothing.')
  return h(
    'ul',
    { class: 'captures', 'aria-label': 'What became of each captured variable' },
    ...captured.map(({ name, travel, from }) =>
      h(
        'li',
        { 'data-travel': travel },
        h('code', { class: `captured ${travel}` }, name),
        ` ${TRAVEL[travel]}${from === undefined ? '' : ` from ${shorten(from)}`}`,
      ),
    ),
  )
}

/** Of a path, the end. */
function shorten(specifier: string): string {
  return specifier.startsWith('/') ? `…/${specifier.split('/').slice(-2).join('/')}` : specifier
}
