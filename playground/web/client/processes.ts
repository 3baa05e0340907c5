// Every process that there is: a table with a hand that sends signals, and a time line.

import type { ProcessRow, ProcessState } from '../protocol.ts'
import { colour, drawOn, h, keepDrawing, MONO } from './dom.ts'
import { mebibytes } from './format.ts'
import { on, post } from './server.ts'

const SHOWN_MS = 30_000
const ROW_PX = 18
const MAX_ROWS = 24
const NAME_PX = 128
const COLUMNS = [
  'label',
  'pid',
  'state',
  'memory',
  'CPU',
  'calls',
  'restarts',
  'last words',
  'send a signal',
]
const STATES: readonly ProcessState[] = ['starting', 'spare', 'idle', 'running', 'stopping', 'dead']

interface Line {
  row: ProcessRow
  cells: HTMLTableCellElement[]
  element: HTMLTableRowElement
}

export function createProcesses(): HTMLElement {
  const body = h('tbody')
  const note = h('p', { class: 'sent', role: 'status' })
  const chosen = h('select', { id: 'signal' })
  const pidToLine = new Map<string, Line>()
  const timeLine = createTimeLine()

  on('hello', ({ signals }) => {
    chosen.replaceChildren(...signals.map((name) => h('option', { value: name }, name)))
  })

  async function send(pid: number): Promise<void> {
    try {
      const { sent } = await post<{ sent: string }>('kill', { pid, signal: chosen.value })
      note.textContent = `${sent} was sent to process ${pid}.`
    } catch (error) {
      note.textContent = String(error)
    }
  }

  function createLine(row: ProcessRow): Line {
    const button = h(
      'button',
      {
        class: 'kill',
        'aria-label': `Send the signal to process ${row.pid}`,
        click: () => void send(row.pid),
      },
      'send',
    )
    const cells = COLUMNS.map((name) => h('td', { 'data-name': name }))
    if (row.kind === 'server') cells.at(-1)?.append('this page')
    else cells.at(-1)?.append(button)
    const element = h('tr', { 'data-pid': row.pid, 'data-kind': row.kind }, ...cells)
    return { row, cells, element }
  }

  on('processes', (rows) => {
    const keys = new Set(rows.map(keyOf))
    for (const [key, line] of pidToLine) {
      if (keys.has(key)) continue
      line.element.remove()
      pidToLine.delete(key)
    }
    for (const row of sortRows(rows)) {
      const line = pidToLine.get(keyOf(row)) ?? createLine(row)
      pidToLine.set(keyOf(row), line)
      update(line, row)
    }
    const wanted = sortRows(rows).map((row) => pidToLine.get(keyOf(row))?.element)
    wanted.forEach((element, index) => {
      // Only what has moved: to take an element out takes the focus from what is in it.
      if (element && body.children[index] !== element)
        body.insertBefore(element, body.children[index] ?? null)
    })
    timeLine.update(rows)
  })

  return h(
    'section',
    { id: 'processes' },
    h('h2', {}, 'Live processes'),
    h(
      'p',
      { class: 'lead' },
      'What the library tells on its channels of ',
      h('code', {}, 'node:diagnostics_channel'),
      ', what its handles count, and what the system says about each process. A spare has started and waits for the ' +
        'next call of its label.',
    ),
    h('div', { class: 'bar' }, h('label', { for: 'signal' }, 'Signal to send'), chosen, note),
    h(
      'div',
      { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': 'Table of processes' },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...COLUMNS.map((name) => h('th', { scope: 'col' }, name)))),
        body,
      ),
    ),
    timeLine.element,
    h(
      'ul',
      { class: 'legend', 'aria-hidden': 'true' },
      ...STATES.slice(0, -1).map((state) => h('li', { 'data-state': state }, state)),
    ),
  )
}

function keyOf({ pid, startedAt }: ProcessRow): string {
  return `${pid} ${startedAt}`
}

/** The living first; each parent before its children, the newest dead ones first. */
function sortRows(rows: readonly ProcessRow[]): ProcessRow[] {
  const rank = ({ state, kind, parent }: ProcessRow): number =>
    state === 'dead'
      ? 4
      : kind === 'server'
        ? 0
        : kind === 'program'
          ? 1
          : parent === 'program'
            ? 2
            : 3
  return rows.toSorted(
    (a, b) => rank(a) - rank(b) || (b.endedAt ?? 0) - (a.endedAt ?? 0) || a.startedAt - b.startedAt,
  )
}

function update({ cells, element }: Line, row: ProcessRow): void {
  const { state, end, rssBytes, cpuPercent, calls, restarts, label, pid, kind } = row
  element.dataset['state'] = state
  const texts = [
    kind === 'task' || kind === 'pool' || kind === 'worker' ? `${label} (${kind})` : label,
    String(pid),
    state === 'dead' ? `dead: ${end ?? 'ended'}` : state,
    mebibytes(rssBytes),
    cpuPercent === undefined ? '–' : `${Math.max(0, cpuPercent).toFixed(0)} %`,
    calls === undefined ? '–' : String(calls),
    restarts === undefined ? '–' : String(restarts),
    row.lastWords || '–',
  ]
  texts.forEach((text, index) => {
    const cell = cells[index]
    if (cell && cell.textContent !== text) cell.textContent = text
  })
  const button = cells.at(-1)?.querySelector('button')
  if (button) button.hidden = state === 'dead'
}

interface TimeLine {
  element: HTMLElement
  update: (rows: readonly ProcessRow[]) => void
}

interface Span {
  label: string
  pid: number
  /** When it came into which state. */
  changes: { at: number; state: ProcessState }[]
}

function createTimeLine(): TimeLine {
  const canvas = h('canvas', { class: 'time-line', role: 'img' })
  const spans = new Map<string, Span>()

  const redraw = drawOn(canvas, (context, width) => {
    const now = Date.now()
    const x = (at: number): number =>
      NAME_PX + Math.max(0, 1 - (now - at) / SHOWN_MS) * (width - NAME_PX)
    context.font = `11px ${MONO}`
    context.textBaseline = 'middle'
    ;[...spans.values()].slice(-MAX_ROWS).forEach(({ label, pid, changes }, index) => {
      const y = index * ROW_PX
      context.fillStyle = colour('--quiet')
      context.fillText(`${label.slice(0, 12)} ${pid}`, 0, y + ROW_PX / 2, NAME_PX - 8)
      changes.forEach(({ at, state }, each) => {
        if (state === 'dead') {
          context.fillStyle = colour('--danger')
          if (at > now - SHOWN_MS) context.fillRect(x(at) - 1, y + 3, 2.5, ROW_PX - 6)
          return
        }
        const end = changes[each + 1]?.at ?? now
        context.fillStyle = colour(`--state-${state}`)
        context.fillRect(x(at), y + 5, Math.max(x(end) - x(at), 1), ROW_PX - 10)
      })
    })
  })
  keepDrawing(canvas, redraw)

  return {
    element: h(
      'figure',
      { class: 'time-line-box' },
      h('figcaption', {}, 'The last 30 seconds'),
      canvas,
    ),
    update(rows) {
      const now = Date.now()
      for (const row of rows) {
        const known = spans.get(keyOf(row))
        const span = known ?? { label: row.label, pid: row.pid, changes: [] }
        spans.set(keyOf(row), span)
        const last = span.changes.at(-1)?.state
        if (last !== row.state) {
          const at =
            row.endedAt ?? (last === undefined ? Math.max(row.startedAt, now - SHOWN_MS) : now)
          // One that was dead when it was first seen has run all the same.
          if (last === undefined && row.state === 'dead') {
            span.changes.push({ at: row.startedAt, state: 'running' })
          }
          span.changes.push({ at, state: row.state })
        }
      }
      for (const [key, { changes }] of spans) {
        const last = changes.at(-1)
        if (last?.state === 'dead' && last.at < now - SHOWN_MS) spans.delete(key)
      }
      canvas.style.height = `${Math.min(Math.max(spans.size, 1), MAX_ROWS) * ROW_PX}px`
      canvas.ariaLabel = `Time line of ${spans.size} processes`
    },
  }
}
