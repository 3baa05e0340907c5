// The failures, three buttons each, and what came of the latest one.

import type { FailureInfo, Outcome, Place } from '../protocol.ts'
import { createClock, lastBeat, longestGapSince } from './clock.ts'
import { h } from './dom.ts'
import { ms } from './format.ts'
import { on, post } from './server.ts'

const PLACES: readonly { place: Place; text: string }[] = [
  { place: 'program', text: 'in the program' },
  { place: 'thread', text: 'in a thread' },
  { place: 'task', text: 'in a task' },
]

/** @param onSelect a failure has been looked at: its code may be shown */
export function createCrashes(onSelect: (label: string) => void): HTMLElement {
  const list = h('ol', { class: 'failures' })
  const outcome = h('div', { class: 'outcome', role: 'status', 'aria-live': 'polite' })
  outcome.append(h('p', { class: 'hint' }, 'Press a button. What comes of it is shown here.'))
  const watch = h('div', { class: 'crash-watch' }, createClock(), outcome)
  const isNarrow = matchMedia('(width < 58rem)')
  isNarrow.addEventListener('change', () => watch.append(outcome))
  let buttons: HTMLButtonElement[] = []

  async function run(
    { label }: FailureInfo,
    place: Place,
    button: HTMLButtonElement,
  ): Promise<void> {
    if (button.ariaDisabled === 'true') return
    onSelect(label)
    const since = lastBeat()
    // Not `disabled`: that would take the focus away from who uses the keyboard.
    for (const each of buttons) each.ariaDisabled = 'true'
    button.classList.add('busy')
    // Beside the list, or where the finger is.
    if (isNarrow.matches) button.closest('li')?.append(outcome)
    const text = PLACES.find((each) => each.place === place)?.text ?? ''
    outcome.replaceChildren(h('p', { class: 'hint' }, `${label}, ${text} …`))
    try {
      const result = await post<Outcome>('run', { label, place })
      outcome.replaceChildren(...describe(result, text, longestGapSince(since)))
      button.classList.remove('good', 'bad')
      button.classList.add(result.survived ? 'good' : 'bad')
    } catch (error) {
      outcome.replaceChildren(h('p', { class: 'hint' }, String(error)))
    }
    button.classList.remove('busy')
    for (const each of buttons) {
      if (each.dataset['reason'] === undefined) each.ariaDisabled = 'false'
    }
  }

  on('hello', ({ failures, unavailable }) => {
    buttons = []
    list.replaceChildren(
      ...failures.map((failure) => {
        const reason = unavailable[failure.label]
        const own = PLACES.map(({ place, text }) => {
          const button: HTMLButtonElement = h(
            'button',
            {
              class: `place ${place}`,
              'data-place': place,
              'data-reason': reason,
              'aria-label': `${failure.label} ${text}`,
              'aria-disabled': String(reason !== undefined),
              click: () => void run(failure, place, button),
            },
            text,
          )
          return button
        })
        buttons.push(...own)
        return h(
          'li',
          { class: 'failure', 'data-label': failure.label },
          h(
            'div',
            {},
            h('h3', {}, failure.label, h('span', { class: 'package' }, failure.package)),
            h('p', {}, failure.tried),
            reason !== undefined && h('p', { class: 'reason' }, `Not here: ${reason}`),
          ),
          h('div', { class: 'places', role: 'group', 'aria-label': failure.label }, ...own),
        )
      }),
    )
  })

  return h(
    'section',
    { id: 'crashes' },
    h('h2', {}, 'The same crash, three ways'),
    h(
      'p',
      { class: 'lead' },
      'A sacrificial program runs beside this page, and its clock beats twenty times a second. Let a failure loose ' +
        'in it, in one of its threads, or in a task. The source is the same line for line; only the task has ',
      h('code', {}, 'verdigris'),
      ' around it.',
    ),
    h('div', { class: 'crash-columns' }, list, watch),
  )
}

function describe(result: Outcome, text: string, gapMs: number): Node[] {
  const { label, title, printed, fields, survived, tookMs, place } = result
  const verdict = survived ? 'The program goes on.' : 'The program is a new one.'
  const gap = gapMs < 250 ? 'The clock did not stop.' : `The clock stood still for ${ms(gapMs)}.`
  return [
    h('p', { class: 'outcome-what' }, h('strong', {}, label), ` ${text}, after ${ms(tookMs)}`),
    h('h3', { class: survived ? 'good' : 'bad' }, title),
    h(
      'p',
      { class: 'verdict', 'data-survived': String(survived), 'data-gap': Math.round(gapMs) },
      `${verdict} ${gap}`,
    ),
    h('pre', { class: 'printed', tabindex: 0, 'aria-label': 'As it prints' }, printed),
    ...(Object.keys(fields).length === 0
      ? []
      : [
          h('h4', {}, place === 'task' ? 'Its fields' : 'What the page’s server saw'),
          h(
            'dl',
            { class: 'fields' },
            ...Object.entries(fields).flatMap(([name, value]) => [
              h('dt', {}, name),
              h('dd', {}, value === '' ? '(nothing)' : String(value).trim()),
            ]),
          ),
        ]),
  ]
}
