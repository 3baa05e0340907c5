// @ts-check
// The inspector's page: one label at a time, its source on one side and what became of it on the other. The
// server sends the whole state after each change, and the page is drawn anew.

/** @import { PageCode, PageFile, PageLabel, PageMark, PageState } from '../page-state.ts' */

/** @typedef {{ file: PageFile, label: PageLabel | undefined, key: string }} Entry */

const TRAVELS = /** @type {const} */ ([
  ['value', 'by value', 'read when the call is made, and sent'],
  ['code', 'as code', 'goes along, with what it captures itself'],
  ['copy', 'copied', 'declared again in the worker module'],
  ['import', 'imported', 'imported again in the worker module'],
])

/** Lines that are shown around those that matter. */
const CONTEXT = 1

const summary = find('summary')
const connection = find('connection')
const filter = find('filter')
const list = find('list')
const main = find('main')

/** @type {PageState} */
let state = { files: [] }
/** Folds that are open, by pane and first line. */
const opened = new Set()
/** The captured variable that is looked at, and the one that stays so. */
let hovered = ''
let chosen = ''

const events = new EventSource('events')
events.onopen = () => showConnection('live', false)
events.onerror = () => showConnection('server gone, trying again', true)
events.onmessage = (/** @type {MessageEvent} */ event) => {
  state = /** @type {PageState} */ (JSON.parse(String(event.data)))
  draw()
}

window.addEventListener('hashchange', () => {
  opened.clear()
  chosen = ''
  draw()
  main.focus({ preventScroll: true })
})
filter.addEventListener('input', drawList)
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== filter) {
    event.preventDefault()
    filter.focus()
  }
  if (event.key === 'Escape') choose('')
})
document.querySelector('nav')?.addEventListener('keydown', (event) => {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const stops = [filter, ...list.querySelectorAll('a')]
  const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus()
})

/** @param {string} text @param {boolean} isLost */
function showConnection(text, isLost) {
  connection.textContent = text
  connection.classList.toggle('lost', isLost)
}

function draw() {
  const labels = state.files.reduce((sum, file) => sum + file.labels.length, 0)
  summary.textContent =
    labels === 0 ? '' : `${count(labels, 'label')} in ${count(state.files.length, 'file')}`
  drawList()
  const entry = currentEntry()
  document.title = entry ? `${titleOf(entry)} · verdigris` : 'verdigris'
  keepFocus(() => main.replaceChildren(...(entry ? drawEntry(entry) : drawEmpty())))
  markChosen()
}

/** @returns {Entry[]} */
function entries() {
  return state.files.flatMap((file) => {
    const place = encodeURIComponent(file.environment)
    const labels = file.labels.map((label) => ({
      file,
      label,
      key: `${place}/${encodeURIComponent(label.label)}`,
    }))
    const isWrong = file.problems.length > 0 || file.isStale || labels.length === 0
    const whole = { file, label: undefined, key: `${place}//${encodeURIComponent(file.name)}` }
    return isWrong ? [whole, ...labels] : labels
  })
}

function currentEntry() {
  const all = entries()
  const key = location.hash.slice(1)
  return all.find((entry) => entry.key === key) ?? all.find(({ label }) => label) ?? all[0]
}

/** @param {Entry} entry */
function titleOf({ file, label }) {
  return label ? label.label : file.name
}

function drawList() {
  const wanted = /** @type {HTMLInputElement} */ (filter).value.toLowerCase()
  const current = currentEntry()?.key
  const focused = document.activeElement?.getAttribute('href')
  const several = new Set(state.files.map(({ environment }) => environment)).size > 1
  const nodes = [...groupByFile(entries())].flatMap(([file, group]) => {
    const shown = group.filter((entry) => titleOf(entry).toLowerCase().includes(wanted))
    if (shown.length === 0) return []
    const heading = several ? `${file.name} (${file.environment})` : file.name
    return [
      make('h2', {}, heading),
      make(
        'ul',
        {},
        ...shown.map((entry) => make('li', {}, drawLink(entry, entry.key === current))),
      ),
    ]
  })
  list.replaceChildren(
    ...(nodes.length > 0 || wanted === '' ? nodes : [make('h2', {}, 'no such label')]),
  )
  const again = [...list.querySelectorAll('a')].find(
    (link) => link.getAttribute('href') === focused,
  )
  again?.focus()
}

/** @param {Entry[]} all */
function groupByFile(all) {
  /** @type {Map<PageFile, Entry[]>} */
  const groups = new Map()
  for (const entry of all) groups.set(entry.file, [...(groups.get(entry.file) ?? []), entry])
  return groups
}

/** @param {Entry} entry @param {boolean} isCurrent */
function drawLink({ file, label, key }, isCurrent) {
  const text = label ? label.label || '""' : describeProblems(file)
  return make(
    'a',
    {
      href: `#${key}`,
      ...(isCurrent ? { 'aria-current': 'true' } : {}),
      ...(label ? {} : { class: 'problem' }),
    },
    make('span', { class: 'name' }, text),
    make('span', { class: 'kind' }, label?.functionName ?? ''),
  )
}

/** @param {PageFile} file */
function describeProblems({ problems, isStale }) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) return count(errors, 'error')
  if (problems.length > 0) return count(problems.length, 'warning')
  return isStale ? 'does not parse' : 'no label'
}

/** @param {Entry} entry */
function drawEntry({ file, label }) {
  const messages = drawMessages(file)
  if (!label) {
    return [
      make('h1', {}, file.name),
      make('p', { class: 'where' }, `environment ${file.environment}`),
      ...messages,
      drawPane('source', 'You wrote', file.name, drawListing('source', file.source, {})),
    ]
  }
  const { functionName, line, column, caller } = label
  return [
    make('h1', {}, label.label || '""'),
    make(
      'p',
      { class: 'where' },
      make('b', {}, functionName),
      ` ${file.name}:${line}:${column} · environment ${file.environment}`,
    ),
    ...messages,
    drawCaptured(file, label),
    make(
      'div',
      { class: 'panes' },
      drawPane('source', 'You wrote', file.name, drawSource(file, label)),
      drawPane(
        'caller',
        caller.label === undefined
          ? 'The program runs'
          : `The process of ${JSON.stringify(caller.label)} runs`,
        caller.label === undefined
          ? 'the label and the captured values are left'
          : 'it makes this call in turn',
        drawCaller(file, label),
      ),
      drawPane(
        'worker',
        'Its process runs',
        'the worker module, before it is linked',
        drawListing('worker', label.workerModule, {
          marks: label.workerMarks,
          added: true,
        }),
      ),
    ),
    make(
      'p',
      { class: 'legend' },
      make('span', {}, make('span', { class: 'bar' }), 'goes into the worker module'),
      make('span', {}, make('span', { class: 'swatch in-call' }, 'the call')),
      make('span', {}, 'Line numbers are those of the source; + is what was added.'),
    ),
  ]
}

/** @param {PageFile} file */
function drawMessages({ problems, isStale }) {
  const nodes = []
  if (isStale) {
    nodes.push(
      make(
        'div',
        { class: 'message error', role: 'alert' },
        problems.length > 0
          ? 'The file has changed and does not compile. Below is what it was.'
          : 'The file has changed and does not parse. Below is what it was.',
      ),
    )
  }
  if (problems.length > 0) {
    const isError = problems.some(({ severity }) => severity === 'error')
    nodes.push(
      make(
        'div',
        { class: `message${isError ? ' error' : ''}` },
        ...problems.map(({ text }) => make('pre', { tabindex: '0' }, text)),
      ),
    )
  }
  return nodes
}

/** @param {PageFile} file @param {PageLabel} label */
function drawCaptured(file, { captured, nested }) {
  const groups = TRAVELS.map(([travel, title, explanation]) => {
    const chips = captured
      .filter((each) => each.travel === travel)
      .map(({ name, from, line }) => {
        const origin = from === undefined ? `line ${line}` : from
        const chip = make(
          'button',
          {
            class: 'chip',
            type: 'button',
            'data-name': name,
            'aria-pressed': String(name === chosen),
          },
          name,
          make('small', {}, ` ${origin}`),
        )
        chip.addEventListener('click', () => choose(chosen === name ? '' : name))
        chip.addEventListener('pointerenter', () => hover(name))
        chip.addEventListener('pointerleave', () => hover(''))
        return chip
      })
    return drawGroup(travel, title, explanation, chips)
  })
  const links = nested.map((name) =>
    make(
      'a',
      {
        class: 'chip',
        href: `#${encodeURIComponent(file.environment)}/${encodeURIComponent(name)}`,
      },
      name,
    ),
  )
  const all = [...groups, drawGroup('nested', 'calls', 'in processes of their own', links)].filter(
    (group) => group !== null,
  )
  if (all.length === 0) all.push(make('p', { class: 'where' }, 'It captures nothing.'))
  return make('section', { class: 'captured', 'aria-label': 'What it captured' }, ...all)
}

/** @param {string} travel @param {string} title @param {string} explanation @param {HTMLElement[]} chips */
function drawGroup(travel, title, explanation, chips) {
  if (chips.length === 0) return null
  return make(
    'div',
    { 'data-travel': travel },
    make('h2', {}, `${title} `, make('small', {}, explanation)),
    make('div', { class: 'chips' }, ...chips),
  )
}

/** @param {string} name @param {string} title @param {string} note @param {HTMLElement} listing */
function drawPane(name, title, note, listing) {
  listing.setAttribute('aria-label', title)
  return make(
    'section',
    { class: `pane ${name}` },
    make('h2', {}, title, make('small', {}, note)),
    listing,
  )
}

/** @param {PageFile} file @param {PageLabel} label */
function drawSource({ source }, label) {
  const { captured, callLines, call, movedLines } = label
  const moved = new Set(movedLines)
  const declared = new Set(captured.map(({ line }) => line))
  const isCalled = (/** @type {number} */ line) => line >= callLines[0] && line <= callLines[1]
  const isMarked = (/** @type {number} */ line) =>
    moved.has(line) || declared.has(line) || isCalled(line)
  return drawListing('source', source, {
    marks: label.marks,
    call,
    moved,
    isMarked,
    isKept: isMarked,
  })
}

/** @param {PageFile} file @param {PageLabel} label */
function drawCaller({ source }, label) {
  const { caller, callLines } = label
  const { text, lines } = caller.code
  const written = source.text.split('\n')
  const shown = text.split('\n')
  const isOfCall = (/** @type {number} */ at) => {
    const line = lines[at - 1] ?? 0
    return line !== null && line >= callLines[0] && line <= callLines[1]
  }
  const isChanged = (/** @type {number} */ at) => {
    const line = lines[at - 1]
    return line == null || written[line - 1] !== shown[at - 1]
  }
  const isImport = (/** @type {number} */ at) => lines[at - 1] == null && shown[at - 1] !== ''
  return drawListing('caller', caller.code, {
    marks: caller.marks,
    added: caller.label === undefined,
    isAdded: isChanged,
    isMarked: isOfCall,
    isKept: caller.label === undefined ? (at) => isImport(at) || isOfCall(at) : undefined,
  })
}

/**
 * @typedef {object} ListingOptions
 * @property {readonly PageMark[]} [marks] names of captured variables
 * @property {readonly [number, number]} [call] offsets to highlight
 * @property {Set<number>} [moved] lines that go into the worker module
 * @property {boolean} [added] whether lines that are not from the source are shown as such
 * @property {(line: number) => boolean} [isAdded]
 * @property {(line: number) => boolean} [isMarked] whether captured variables are marked in a line
 * @property {((line: number) => boolean) | undefined} [isKept] whether a line is shown at once; all are by default
 */

/** @param {string} pane @param {PageCode} code @param {ListingOptions} options */
function drawListing(pane, code, options) {
  const { moved, added = false, isKept } = options
  const texts = code.text.split('\n')
  const isAdded = options.isAdded ?? ((at) => code.lines[at - 1] == null)
  const drawn = drawLines(code, options)
  const rows = texts.map((text, at) => {
    const number = code.lines[at]
    const isNew = added && text.trim() !== '' && isAdded(at + 1)
    const classes = [
      'line',
      ...(moved && number != null && moved.has(number) ? ['moved'] : []),
      ...(isNew ? ['added'] : []),
    ]
    const line = make('code', {}, ...(drawn[at] ?? []), '\n')
    // What is wrapped stands further in than the line.
    line.style.setProperty('--indent', `${text.search(/\S|$/) + 2}ch`)
    return make(
      'div',
      { class: classes.join(' ') },
      make(
        'span',
        { class: 'number' },
        number == null ? (text.trim() === '' ? '' : '+') : String(number),
      ),
      line,
    )
  })
  const lines = make('div', { class: 'lines' }, ...fold(pane, rows, isKept))
  return make('div', { class: 'listing', role: 'region', tabindex: '-1' }, lines)
}

/** @param {string} pane @param {HTMLElement[]} rows @param {((line: number) => boolean) | undefined} isKept */
function fold(pane, rows, isKept) {
  if (!isKept) return rows
  const near = rows.map((_, at) => {
    for (let other = at + 1 - CONTEXT; other <= at + 1 + CONTEXT; other += 1) {
      if (other >= 1 && other <= rows.length && isKept(other)) return true
    }
    return false
  })
  const nodes = []
  for (let at = 0; at < rows.length;) {
    let end = at
    while (end < rows.length && !near[end]) end += 1
    const key = `${pane} ${at}`
    // A fold takes a line itself.
    if (end - at > 2 && !opened.has(key)) {
      nodes.push(drawFold(key, rows.slice(at, end)))
      at = end
    } else {
      const next = Math.max(end, at + 1)
      nodes.push(...rows.slice(at, next))
      at = next
    }
  }
  return nodes
}

/** @param {string} key @param {HTMLElement[]} rows */
function drawFold(key, rows) {
  const button = make(
    'button',
    { class: 'fold', type: 'button' },
    `⋯ ${count(rows.length, 'line')}`,
  )
  button.addEventListener('click', () => {
    opened.add(key)
    const listing = button.closest('.listing')
    button.replaceWith(...rows)
    if (listing instanceof HTMLElement) listing.focus({ preventScroll: true })
  })
  return button
}

/**
 * The code line by line, in pieces of one look each.
 * @param {PageCode} code @param {ListingOptions} options
 */
function drawLines({ text, tokens }, { marks = [], call, isMarked }) {
  /** @type {Node[][]} */
  const lines = []
  const offsetToTravel = new Map(marks)
  let start = 0
  let next = 0
  for (const [at, line] of text.split('\n').entries()) {
    const end = start + line.length
    /** @type {Node[]} */
    const nodes = []
    let from = start
    while (from < end) {
      while (next < tokens.length && (tokens[next]?.[1] ?? 0) <= from) next += 1
      const token = tokens[next]
      const isInside = token !== undefined && token[0] <= from
      let to = Math.min(end, isInside ? token[1] : (token?.[0] ?? end))
      for (const edge of call ?? []) if (edge > from && edge < to) to = edge
      const piece = text.slice(from, to)
      const kind = isInside ? token[2] : undefined
      const isShown = isMarked?.(at + 1) ?? true
      const travel = isInside && isShown ? offsetToTravel.get(token[0]) : undefined
      const isCall = call !== undefined && from >= call[0] && from < call[1]
      nodes.push(drawPiece(piece, kind, travel, isCall))
      from = to
    }
    lines.push(nodes)
    start = end + 1
  }
  return lines
}

/** @param {string} text @param {string | undefined} kind @param {string | undefined} travel @param {boolean} isCall */
function drawPiece(text, kind, travel, isCall) {
  const classes = []
  if (travel !== undefined) classes.push('capture')
  else if (kind === 'number') classes.push('number-literal')
  else if (kind !== undefined && kind !== 'name') classes.push(kind)
  if (isCall) classes.push('in-call')
  if (classes.length === 0) return document.createTextNode(text)
  const attributes = travel === undefined ? {} : { 'data-travel': travel, 'data-name': text }
  return make('span', { class: classes.join(' '), ...attributes }, text)
}

function drawEmpty() {
  return [
    make(
      'div',
      { class: 'empty' },
      make('h1', {}, 'No call has been compiled yet'),
      make(
        'p',
        {},
        'A file shows up here as soon as the server has loaded it: open a page that needs it.',
      ),
      make(
        'pre',
        {},
        `import { task } from 'verdigris'\n\nconst text = await task('ocr', () => recognise(image))`,
      ),
    ),
  ]
}

/** @param {string} name */
function choose(name) {
  chosen = name
  markChosen()
}

/** @param {string} name */
function hover(name) {
  hovered = name
  markChosen()
}

function markChosen() {
  const name = hovered || chosen
  main.classList.toggle('has-chosen', name !== '')
  for (const node of main.querySelectorAll('[data-name]')) {
    node.classList.toggle('chosen', node.getAttribute('data-name') === name)
  }
  for (const chip of main.querySelectorAll('.chip[data-name]')) {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('data-name') === chosen))
  }
}

/** Drawing anew must not take the focus away. @param {() => void} drawAnew */
function keepFocus(drawAnew) {
  const name = document.activeElement?.getAttribute('data-name')
  hovered = ''
  drawAnew()
  const chips = [...main.querySelectorAll('.chip')]
  const again = name && chips.find((chip) => chip.getAttribute('data-name') === name)
  if (again instanceof HTMLElement) again.focus({ preventScroll: true })
}

/** @param {string} id */
function find(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

/** @param {number} amount @param {string} noun */
function count(amount, noun) {
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}
