// docs/diagnostics.md, made of the comments in the catalogue: `plugin/diagnostics`.

import { readdirSync } from 'node:fs'
import path from 'node:path'

import ts from 'typescript'

import { readDocument, ROOT } from './blocks.ts'

export interface Entry {
  code: string
  severity: string
  /** One for each function of the catalogue that makes it. */
  cases: { text: string; wrong: string; right: string }[]
}

const CATALOGUE = 'plugin/diagnostics'

/** What several files together have wrong is in words of another function. */
const SHARED: Readonly<Record<string, [code: string, severity: string]>> = {
  duplicateText: ['duplicate-label', 'error'],
}

/** All codes, in alphabetical order. */
export function readCatalogue(): Entry[] {
  const entries = new Map<string, Entry>()
  for (const name of readdirSync(path.join(ROOT, CATALOGUE))) {
    for (const each of readFunctions(`${CATALOGUE}/${name}`)) {
      const entry = entries.get(each.code) ?? { ...each, cases: [] }
      if (each.wrong !== '') entry.cases.push(each)
      entries.set(each.code, entry)
    }
  }
  return [...entries.values()].toSorted((a, b) => a.code.localeCompare(b.code))
}

export function renderCatalogue(entries: readonly Entry[]): string {
  const sections = entries.map(({ code, severity, cases }) => {
    const text = cases.map(
      (each) => `${each.text}\n\n- wrong: ${each.wrong}\n- right: ${each.right}`,
    )
    return `## ${code}\n\nAn ${severity}. ${text.join('\n\n')}`.replace('An warning', 'A warning')
  })
  return `${INTRODUCTION}\n\n${sections.join('\n\n')}\n`
}

const INTRODUCTION = `# Diagnostics

What the build reports about a call, by its code. Each comes with file, line and column, a code frame, and a hint, in the
bundler's own format; all of a file's are reported, not the first. An error fails the build. A warning is silenced by a
comment on the line above: \`// verdigris-ignore-next-line copy-mutated\`.

\`link-failed\` is none of those below: what a closure imports could not be found or read. The words are esbuild's, the
place is in your source.

Errors of calls at run time: [errors](errors.md). What a closure may use: [closures](closures.md).

<!-- Made of the comments in plugin/diagnostics: npx vitest run --project docs test/docs/diagnostics.test.ts -u -->`

interface Found {
  code: string
  severity: string
  text: string
  wrong: string
  right: string
}

function readFunctions(file: string): Found[] {
  const source = ts.createSourceFile(file, readDocument(file), ts.ScriptTarget.Latest, true)
  return source.statements.filter(ts.isFunctionDeclaration).flatMap((node) => {
    const body = node.body?.getText(source) ?? ''
    const comment = ts.getJSDocCommentsAndTags(node)[0]
    return codesOf(body).map(([code, severity]) => ({ code, severity, ...partsOf(comment) }))
  })
}

/** Codes of what a function makes: one, or one for each kind. */
function codesOf(body: string): [code: string, severity: string][] {
  const shared = Object.entries(SHARED).find(([name]) => body.includes(`${name}(`))
  if (shared !== undefined) return [shared[1]]
  const severity = /severity: '(\w+)'/.exec(body)?.[1] ?? ''
  const code = /code: ['`]([\w-]+)(\$\{kind\})?/.exec(body)
  if (code?.[1] === undefined || severity === '') return []
  if (code[2] === undefined) return [[code[1], severity]]
  return ['function', 'class'].map((kind) => [`${code[1]}${kind}`, severity])
}

function partsOf(comment: ts.JSDoc | ts.JSDocTag | undefined): Omit<Found, 'code' | 'severity'> {
  if (comment === undefined || !ts.isJSDoc(comment)) return { text: '', wrong: '', right: '' }
  const example = comment.tags?.find((tag) => tag.tagName.text === 'example')
  const words = oneLine(ts.getTextOfJSDocComment(example?.comment))
  const [, wrong = '', right = ''] = /^wrong: (.*?),? right: (.*)$/.exec(words) ?? []
  return { text: oneLine(ts.getTextOfJSDocComment(comment.comment)), wrong, right }
}

function oneLine(text = ''): string {
  return text.replace(/\s+/g, ' ').trim()
}
