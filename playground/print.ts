// How the demo looks: a block for each failure, a table at the end. At most 80 columns.

import { styleText } from 'node:util'

import { LIMIT_MS } from './clock.ts'
import type { Clock } from './clock.ts'
import type { Outcome } from './outcome.ts'

const WIDTH = 80
const NAME_WIDTH = 11
const isTerminal = process.stdout.isTTY
// `NO_COLOR` set to anything but nothing: no-color.org
const hasColours = isTerminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

/** A live line with the time, on terminals only; the next print replaces it. */
export function printClock(clock: Clock, label: string): void {
  if (!isTerminal || clock.ticks % 5 !== 0) return
  process.stdout.write(`\r\u001B[K${dim(`   ${seconds(clock.elapsedMs)}  ${label} …`)}`)
}

export function printTitle(count: number): void {
  print(bold('verdigris') + `: ${count} real failures, one task() each.`)
  print('They run in this program, beside a clock that ticks every 10 ms.')
}

export function printOutcome(outcome: Outcome, number: number): void {
  const { label, tried, facts, waitedMs, stderr, error, isExpected } = outcome
  const head = `${String(number).padStart(2)} ${label}`
  print('')
  print(bold(head) + dim(outcome.package.padStart(WIDTH - head.length)))
  line('tried', tried)
  line('killed by', isExpected ? red(deathOf(outcome)) : `${red(deathOf(outcome))}  NOT EXPECTED`)
  line(
    'after',
    `${ms(waitedMs)}${facts.pid === undefined ? '' : `, as process ${String(facts.pid)}`}`,
  )
  const [words = dim('(none)'), ...more] = wrap(lastWords(stderr))
  line('last words', words)
  for (const text of more) line('', text)
  line('error', `${error} ${describe(facts, ['code', 'phase', 'outcome'])}`)
  line('', dim(`at ${String(facts.callSite)}`))
}

export function printSummary(outcomes: readonly Outcome[], clock: Clock): void {
  print('')
  print(bold(`   ${'failure'.padEnd(16)}${'killed by'.padEnd(34)}${'after'.padStart(9)}  error`))
  for (const outcome of outcomes) {
    const mark = outcome.isExpected ? green('✔') : red('✘')
    const death = deathOf(outcome).slice(0, 33).padEnd(34)
    print(
      ` ${mark} ${outcome.label.padEnd(16)}${death}${ms(outcome.waitedMs).padStart(9)}  ${outcome.error}`,
    )
  }
  print('')
  const isOnTime = clock.worstGapMs <= LIMIT_MS
  const gap = `longest gap ${clock.worstGapMs.toFixed(1)} ms, limit ${LIMIT_MS} ms`
  print(` ${isOnTime ? green('✔') : red('✘')} the clock ticked ${clock.ticks} times: ${gap}`)
  const pids = outcomes.map(({ facts }) => facts.pid).filter((pid) => typeof pid === 'number')
  const gone = pids.filter((pid) => !isAlive(pid)).length
  const mark = gone === outcomes.length ? green('✔') : red('✘')
  print(` ${mark} ${gone} of ${outcomes.length} processes were started and are gone`)
  print(
    bold(` ✔ the program is still running, as process ${process.pid}, `) +
      bold(`after ${seconds(clock.elapsedMs)}`),
  )
}

/** `SIGSEGV (segfault)`, `exit code 3`, `its timeout of 1000 ms` */
function deathOf({ facts, error }: Outcome): string {
  if (error === 'none') return 'nothing: it ended well'
  if (facts.timeoutMs !== undefined) return `its timeout of ${String(facts.timeoutMs)} ms`
  if (facts.exitCode !== undefined && facts.exitCode !== null) {
    return `exit code ${String(facts.exitCode)}`
  }
  if (facts.signal === undefined) return String(facts.message ?? error).split('\n', 1)[0] ?? error
  return `${String(facts.signal)} (${String(facts.reason)})`
}

/** The line that says most: V8 and glibc name the cause first, then print addresses. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((text) => text.trim() !== '')
  return lines.find((text) => /FATAL ERROR|terminate called/.test(text)) ?? lines.at(-1) ?? ''
}

/** Breaks a text between words into lines that fit beside a name. */
function wrap(text: string): string[] {
  const width = WIDTH - NAME_WIDTH - 3
  const lines: string[] = []
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= width) lines.push(word.slice(0, width))
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function describe(facts: Record<string, unknown>, names: readonly string[]): string {
  return names.map((name) => dim(`${name}: `) + String(facts[name])).join(', ')
}

function line(name: string, value: string): void {
  print(`   ${dim(name.padEnd(NAME_WIDTH))}${value}`)
}

function print(text: string): void {
  process.stdout.write(`${isTerminal ? '\r\u001B[K' : ''}${cut(text)}\n`)
}

/** Cuts what a process wrote itself; colours are short and closed within the width. */
function cut(text: string): string {
  return hasColours || text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`
}

function ms(value: number): string {
  return `${Math.round(value)} ms`
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`
}

type Style = Parameters<typeof styleText>[0]
function paint(style: Style, text: string): string {
  return hasColours ? styleText(style, text) : text
}
function bold(text: string): string {
  return paint('bold', text)
}
function dim(text: string): string {
  return paint('gray', text)
}
function red(text: string): string {
  return paint('red', text)
}
function green(text: string): string {
  return paint('green', text)
}
