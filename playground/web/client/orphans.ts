// Kills the program in the middle of its tasks, and shows what is left of them.

import type { OrphanReport } from '../protocol.ts'
import { h } from './dom.ts'
import { ms } from './format.ts'
import { on, post } from './server.ts'

const STATES: Record<string, string> = { R: 'running', S: 'sleeping', D: 'waiting', T: 'stopped' }

export function createOrphans(): HTMLElement {
  const report = h('div', { class: 'report', role: 'status', 'aria-live': 'polite' })
  const note = h('p', { class: 'reason' })
  const button = h(
    'button',
    { class: 'big', click: () => void run() },
    'Kill the program in the middle of its tasks',
  )

  async function run(): Promise<void> {
    if (button.ariaDisabled === 'true') return
    button.ariaDisabled = 'true'
    report.replaceChildren(
      h('p', { class: 'hint' }, 'Two tasks start, compute for ever, and lose their program …'),
    )
    try {
      report.replaceChildren(...describe(await post<OrphanReport>('orphans', {})))
    } catch (error) {
      report.replaceChildren(h('p', { class: 'hint' }, String(error)))
    }
    button.ariaDisabled = 'false'
  }

  on('hello', ({ unavailable }) => {
    note.textContent = unavailable['environment'] ?? ''
  })
  return h(
    'section',
    { id: 'orphans' },
    h('h2', {}, 'No orphans'),
    h(
      'p',
      { class: 'lead' },
      'A process whose parent was killed lives on, as a rule: computing for ever, with nobody left who knows of it. ' +
        'This button sends SIGKILL to the program while two of its tasks are in endless loops, each beside a ',
      h('code', {}, 'sleep'),
      ' that it has started. Then it looks from outside.',
    ),
    button,
    note,
    report,
  )
}

function describe({ programPid, children, goneAfterMs, left, method }: OrphanReport): Node[] {
  const isClean = left.length === 0
  return [
    h(
      'h3',
      { class: isClean ? 'good' : 'bad', 'data-left': left.length },
      isClean ? `None left, ${ms(goneAfterMs)} after the kill` : `Left: ${left.join(', ')}`,
    ),
    h(
      'ul',
      { class: 'orphans' },
      ...children.map(({ pid, label, stateBefore, cpuMsBefore, goneAfterMs: after }) =>
        h(
          'li',
          { 'data-pid': pid },
          h('code', {}, String(pid)),
          ` ${label}: ${STATES[stateBefore] ?? stateBefore} before (${ms(cpuMsBefore)} of CPU time), `,
          h('strong', {}, after === undefined ? 'still there' : `gone after ${ms(after)}`),
        ),
      ),
    ),
    h(
      'p',
      { class: 'hint' },
      `The program was process ${programPid}. How it was looked for: ${method}.`,
    ),
  ]
}
