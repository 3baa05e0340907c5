// The page, from top to bottom.

import '@fontsource-variable/hanken-grotesk'
import '@fontsource-variable/jetbrains-mono'
import '@fontsource-variable/newsreader'
import 'uplot/dist/uPlot.min.css'

import { createBeforeAfter } from './before-after.ts'
import { createCrashes } from './crashes.ts'
import { h } from './dom.ts'
import { createLimits } from './limits.ts'
import { createLoad } from './load.ts'
import { createOrphans } from './orphans.ts'
import { createProcesses } from './processes.ts'
import { on, onConnection } from './server.ts'

const LINKS = [
  ['crashes', 'Crashes'],
  ['before-after', 'Before and after'],
  ['processes', 'Processes'],
  ['load', 'Load'],
  ['orphans', 'Orphans'],
  ['limits', 'Limits'],
] as const

const beforeAfter = createBeforeAfter()
const facts = h('p', { class: 'facts' })
const lost = h(
  'p',
  { class: 'lost', role: 'alert', hidden: true },
  'The server does not answer. Is npm start still running?',
)

on('hello', ({ platform, node, cores, serverPid }) => {
  facts.textContent = `${platform} · Node ${node} · ${cores} ${cores === 1 ? 'core' : 'cores'} · served by process ${serverPid}`
})
onConnection((isOpen) => (lost.hidden = isOpen))

document
  .querySelector('#page')
  ?.append(
    h(
      'header',
      { class: 'top' },
      h(
        'nav',
        { 'aria-label': 'Parts of the page' },
        h('a', { class: 'wordmark', href: '#' }, 'verdigris'),
        ...LINKS.map(([id, text]) => h('a', { href: `#${id}` }, text)),
      ),
      h(
        'div',
        { class: 'hero' },
        h('h1', {}, 'Let it crash. ', h('em', {}, 'Over there.')),
        h(
          'p',
          {},
          'One line runs a closure in another process. If that process dies, the program that called it gets a precise ' +
            'error and carries on. Everything on this page is real, on this machine, now.',
        ),
        facts,
      ),
    ),
    lost,
    h(
      'main',
      {},
      createCrashes(beforeAfter.select),
      beforeAfter.element,
      createProcesses(),
      createLoad(),
      createOrphans(),
      createLimits(),
    ),
    h(
      'footer',
      {},
      h('p', {}, 'The playground of verdigris. Its server listens on this machine only.'),
    ),
  )
