// What isolation of crashes is not.

import { h } from './dom.ts'

const LIMITS: readonly (readonly [title: string, text: string])[] = [
  [
    'It is not a security boundary',
    'A task has all the rights of the program: files, network, credentials. Verdigris contains accidents, not attacks.',
  ],
  [
    'The whole machine out of memory',
    'A limit with `memory` ends one process. When the machine itself runs out, the kernel chooses whom it kills, and may choose the program.',
  ],
  [
    'What processes share',
    'Files, databases, sockets of other services. A task that dies in the middle of a write leaves half a file behind, as any process does.',
  ],
  [
    'Work that must not run twice',
    'After a crash nobody knows how far it came. `outcome: unknown` says so, and `retries` is 0 until you set it.',
  ],
  [
    'Values that are wrong',
    'Memory that was corrupted without a crash gives a wrong answer, and the wrong answer arrives.',
  ],
  [
    'Cost',
    'A fresh process takes some 40 ms to start, and what crosses is copied. Work of a millisecond belongs in a worker or pool, or in the program.',
  ],
]

export function createLimits(): HTMLElement {
  return h(
    'section',
    { id: 'limits' },
    h('h2', {}, 'What it does not protect against'),
    h(
      'dl',
      { class: 'limits' },
      ...LIMITS.map(([title, text]) =>
        h('div', {}, h('dt', {}, title), h('dd', {}, ...inCode(text))),
      ),
    ),
  )
}

/** What stands between backticks is code. */
function inCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part))
}
