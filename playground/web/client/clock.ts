// The program's clock: a stroke for each beat, and a band where there was none.

import { colour, drawOn, h, keepDrawing, MONO } from './dom.ts'
import { ms } from './format.ts'
import { on } from './server.ts'

const SHOWN_MS = 15_000
/** Four beats that are missing: fewer are the machine's own noise. */
const GAP_MS = 250
const LABEL_PX = 44

export interface Gap {
  from: number
  to: number
}

let lastTick = 0
let latest: Gap[] = []
/** Server time minus the browser's. */
let offsetMs = 0

export function createClock(): HTMLElement {
  const ticks: number[] = []
  const canvas = h('canvas', { class: 'clock-strip', role: 'img' })
  const time = h('output', { class: 'clock-time' }, '–')
  const worst = h('span', { class: 'clock-worst' })
  const state = h('p', { class: 'clock-state', role: 'status' }, 'The program starts.')

  on('tick', ({ at }) => {
    offsetMs = Math.max(at - Date.now(), lastTick === 0 ? -Infinity : offsetMs - 5)
    if (lastTick !== 0 && at - lastTick > GAP_MS) latest.push({ from: lastTick, to: at })
    lastTick = at
    ticks.push(at)
    while ((ticks[0] ?? at) < at - SHOWN_MS) ticks.shift()
    latest = latest.filter(({ to }) => to > at - SHOWN_MS)
  })
  on('program', ({ state: now, pid, restarts, lastEnd }) => {
    const count =
      restarts <= 0 ? '' : `, restarted ${restarts === 1 ? 'once' : `${restarts} times`}`
    const end = lastEnd === undefined ? '' : ` The one before ended with ${lastEnd}.`
    state.textContent =
      now === 'running'
        ? `Running as process ${pid}${count}.${end}`
        : now === 'starting'
          ? `Starting again, as process ${pid}.${end}`
          : `Dead: ${lastEnd}.`
    state.dataset['state'] = now
  })

  const redraw = drawOn(canvas, (context, width, height) => {
    const now = Math.max(Date.now() + offsetMs, lastTick)
    const x = (at: number): number => width - ((now - at) / SHOWN_MS) * width
    const open = lastTick !== 0 && now - lastTick > GAP_MS ? [{ from: lastTick, to: now }] : []
    context.fillStyle = colour('--gap')
    for (const { from, to } of [...latest, ...open]) {
      context.fillRect(x(from), 0, x(to) - x(from), height)
    }
    context.fillStyle = colour('--accent')
    for (const at of ticks) context.fillRect(x(at), height * 0.25, 1.25, height * 0.5)
    context.fillStyle = colour('--danger')
    context.font = `600 12px ${MONO}`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    for (const { from, to } of [...latest, ...open]) {
      if (x(to) - x(from) < LABEL_PX) continue
      context.fillText(ms(to - from), (x(from) + Math.min(x(to), width)) / 2, height / 2)
    }
    const gapMs = Math.max(0, ...[...latest, ...open].map(({ from, to }) => to - from))
    const isStopped = open.length > 0
    time.textContent = lastTick === 0 ? '–' : new Date(lastTick).toISOString().slice(11, 22)
    time.classList.toggle('stopped', isStopped)
    const said = gapMs === 0 ? 'no gap' : `longest gap ${ms(gapMs)}`
    worst.textContent = `${said} in ${SHOWN_MS / 1000} s`
    canvas.ariaLabel = `The program's clock, 20 beats a second: ${worst.textContent}`
  })
  keepDrawing(canvas, redraw)

  return h(
    'section',
    { class: 'clock', 'aria-label': 'The clock of the program' },
    h('div', { class: 'clock-head' }, h('h3', {}, 'The program’s clock'), time),
    canvas,
    h('div', { class: 'clock-foot' }, state, worst),
  )
}

/** The longest time without a beat since `since`, and until now. */
export function longestGapSince(since: number): number {
  const open = { from: lastTick, to: Date.now() + offsetMs }
  const gaps = [...latest, open].filter(({ to }) => to >= since)
  return Math.max(0, ...gaps.map(({ from, to }) => to - from))
}

export function lastBeat(): number {
  return lastTick
}
