// A pool under load: two sliders, a switch for chaos, three charts, and what the callers saw.

import uPlot from 'uplot'

import type { LoadCount, LoadSample, LoadSettings } from '../protocol.ts'
import { colour, h, MONO } from './dom.ts'
import { percent } from './format.ts'
import { on, post } from './server.ts'

const SHOWN = 120
const CHART_PX = 140
/** Failures are counted over so many samples: ten seconds. */
const COUNTED = 40

interface Chart {
  title: string
  series: readonly { name: string; colour: string; read: (sample: LoadSample) => number | null }[]
}

const CHARTS: readonly Chart[] = [
  {
    title: 'Calls answered per second',
    series: [
      {
        name: 'answered',
        colour: '--accent',
        read: ({ withRetries: a, withoutRetries: b, periodMs }) =>
          ((a.done - a.failed - a.refused + b.done - b.failed - b.refused) * 1000) / periodMs,
      },
    ],
  },
  {
    title: 'Calls that wait',
    series: [{ name: 'queued', colour: '--copper', read: ({ queued }) => queued }],
  },
  {
    title: 'Latency in milliseconds',
    series: [
      { name: 'p50', colour: '--accent', read: ({ p50 }) => p50 },
      { name: 'p90', colour: '--copper', read: ({ p90 }) => p90 },
      { name: 'p99', colour: '--danger', read: ({ p99 }) => p99 },
    ],
  },
]

export function createLoad(): HTMLElement {
  const settings: LoadSettings = { isOn: false, size: 2, callsPerSecond: 100, hasChaos: false }
  const status = h('p', { class: 'load-state', role: 'status' }, 'The pool is not open.')
  const send = debounce(() => {
    post<LoadSettings>('load', settings).then(
      (now) => {
        if (!now.isOn) status.textContent = 'The pool is closed.'
      },
      (error: unknown) => (status.textContent = String(error)),
    )
  })
  const power = toggle('Load', 'load-on', (isOn) => {
    settings.isOn = isOn
    send()
  })
  const chaos = toggle('Chaos: kill a process every half second', 'load-chaos', (isOn) => {
    settings.hasChaos = isOn
    send()
  })
  const size = slider('Processes', 'load-size', 1, 8, settings.size, (value) => {
    settings.size = value
    send()
  })
  const rate = slider('Calls per second', 'load-rate', 0, 800, settings.callsPerSecond, (value) => {
    settings.callsPerSecond = value
    send()
  })
  const charts = CHARTS.map(createChart)
  const careless = createRate('retries: 0', 'without')
  const patient = createRate('retries: 2', 'with')
  const samples: LoadSample[] = []

  on('load', (sample) => {
    samples.push(sample)
    if (samples.length > SHOWN) samples.shift()
    for (const chart of charts) chart.update(samples)
    const counted = samples.slice(-COUNTED)
    careless.update(counted.map(({ withoutRetries }) => withoutRetries))
    patient.update(counted.map(({ withRetries }) => withRetries))
    const kills = counted.reduce((sum, each) => sum + each.kills, 0)
    const { processes } = sample
    const killed = kills === 0 ? '' : ` ${kills} were killed in the last ten seconds.`
    status.textContent = `${processes} ${processes === 1 ? 'process' : 'processes'}, ${sample.queued} calls wait.${killed}`
  })

  return h(
    'section',
    { id: 'load' },
    h('h2', {}, 'A pool under load'),
    h(
      'p',
      { class: 'lead' },
      'Each call holds up its process for 10 ms, as a native library does, so one process answers about a hundred a ' +
        'second. Half of the callers ask for ',
      h('code', {}, 'retries: 2'),
      ', the other half for none.',
    ),
    h('div', { class: 'controls' }, power, size, chaos, rate),
    status,
    h('div', { class: 'charts' }, ...charts.map(({ element }) => element)),
    h('div', { class: 'rates' }, careless.element, patient.element),
  )
}

function createChart({ title, series }: Chart): {
  element: HTMLElement
  update: (samples: readonly LoadSample[]) => void
} {
  const box = h('div', { class: 'chart-box' })
  const legend = series.length === 1 ? undefined : h('span', { class: 'chart-legend' })
  legend?.append(
    ...series.map(({ name, colour: name2 }) => h('span', { style: `color: var(${name2})` }, name)),
  )
  const latest = h('output', { class: 'chart-latest' }, '–')
  const element = h('figure', { class: 'chart' }, h('figcaption', {}, title, legend), latest, box)
  const axis = { stroke: () => colour('--quiet'), font: `11px ${MONO}` }
  const grid = { stroke: () => colour('--line'), width: 1 }
  const chart = new uPlot(
    {
      width: 300,
      height: CHART_PX,
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false },
        y: { range: (_chart, _min, max) => [0, Math.max(max * 1.1, 1)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          ticks: { show: false },
          size: 20,
          values: (_chart, ticks) => ticks.map((each) => (each === 0 ? 'now' : `${each} s`)),
        },
        { ...axis, grid, ticks: { show: false }, size: 44 },
      ],
      series: [
        {},
        ...series.map(({ name, colour: stroke }) => ({
          label: name,
          width: 1.75,
          points: { show: false },
          stroke: () => colour(stroke),
        })),
      ],
    },
    [[], ...series.map(() => [])],
    box,
  )
  new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: CHART_PX })).observe(box)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.redraw())
  return {
    element,
    update(samples) {
      const newest = samples.at(-1)
      if (newest === undefined) return
      chart.setData([
        samples.map(({ at }) => (at - newest.at) / 1000),
        ...series.map(({ read }) => samples.map(read)),
      ])
      latest.textContent = series.map(({ read }) => rounded(read(newest))).join(' / ')
    },
  }
}

function rounded(value: number | null): string {
  return value === null ? '–' : String(Math.round(value))
}

function createRate(
  name: string,
  key: string,
): { element: HTMLElement; update: (counts: readonly LoadCount[]) => void } {
  const rate = h('output', { class: 'rate', 'data-rate': key }, '–')
  const text = h('p', {}, 'No calls yet.')
  const error = h('p', { class: 'rate-error' })
  return {
    element: h('div', { class: 'rate-box' }, h('h3', {}, h('code', {}, name)), rate, text, error),
    update(counts) {
      const sum = (read: (count: LoadCount) => number): number =>
        counts.reduce((total, each) => total + read(each), 0)
      const [done, failed, refused] = [
        sum((each) => each.done),
        sum((each) => each.failed),
        sum((each) => each.refused),
      ]
      rate.textContent = done === 0 ? '–' : percent(failed / done)
      rate.classList.toggle('bad', failed > 0)
      const full = refused === 0 ? '' : ` ${refused} were turned away: the queue was full.`
      text.textContent = `${failed} of ${done} calls failed in the last ten seconds.${full}`
      error.textContent =
        failed + refused === 0 ? '' : (counts.findLast((each) => each.lastError)?.lastError ?? '')
    },
  }
}

function slider(
  text: string,
  id: string,
  min: number,
  max: number,
  value: number,
  onInput: (value: number) => void,
): HTMLElement {
  const shown = h('output', { for: id }, String(value))
  const input = h('input', {
    type: 'range',
    id,
    min,
    max,
    value,
    input: () => {
      shown.textContent = input.value
      onInput(Number(input.value))
    },
  })
  return h('div', { class: 'slider' }, h('label', { for: id }, text, shown), input)
}

function toggle(text: string, id: string, onChange: (isOn: boolean) => void): HTMLElement {
  const input = h('input', {
    type: 'checkbox',
    role: 'switch',
    id,
    change: () => onChange(input.checked),
  })
  return h('label', { class: 'toggle' }, input, h('span', { class: 'knob' }), text)
}

/** A slider that moves sends where it came to rest. */
function debounce(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(act, 120)
  }
}
