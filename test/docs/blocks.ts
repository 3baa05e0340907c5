// The fenced blocks of README, CONTRIBUTING and docs/, and which check takes each. What a check needs to know and no reader
// does stands in HTML comments right before a block:
//
//   <!-- with … -->            code that the block is type-checked with: declarations, as a rule
//   <!-- file ./name.ts … -->  a module beside it
//   <!-- run -->               a program, or commands: run
//   <!-- printed -->           what the program before it prints
//   <!-- host NAME -->         a bundler's config; else its first line says so: // vite.config.ts
//   <!-- error of CODE -->     the beginning of what the type checker says of this code
//   <!-- package.json -->      a manifest
//   <!-- signature -->         in docs/api.md, which is made of the sources and compared with them

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { lexer, type Token, walkTokens } from 'marked'

export const ROOT: string = path.resolve(import.meta.dirname, '../..')

export interface Block {
  /** `docs/hosts.md:12`, its first line. */
  where: string
  file: string
  line: number
  lang: string
  code: string
  notes: readonly Note[]
}

interface Note {
  kind: NoteKind
  /** What follows the kind on its line. */
  name: string
  /** The lines below that. */
  text: string
}

const NOTE_KINDS = [
  'with',
  'file',
  'run',
  'printed',
  'host',
  'error of',
  'package.json',
  'signature',
] as const
type NoteKind = (typeof NOTE_KINDS)[number]

/** Which check takes a block. Code is type-checked whatever else is done with it. */
export type Use =
  | 'code'
  | 'program'
  | 'config'
  | 'commands'
  | 'printed'
  | 'type error'
  | 'manifest'
  | 'signature'

/** Files that a bundler, or a program that calls one, reads. */
const CONFIG = /^\/\/ ((?:[\w-]+\.config|build|build-binary)\.[jt]s)\b/

/** All documents, by their paths from the root. */
export function listDocuments(): string[] {
  const docs = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)]
}

export function readDocument(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

/** Blocks of one document, in their order. */
export function readBlocks(file: string): Block[] {
  const tokens = lexer(readDocument(file))
  const blocks: Block[] = []
  let notes: Note[] = []
  let line = 1
  for (const token of tokens) {
    if (token.type === 'code') {
      const code = token as Token & { lang?: string; text: string }
      const [first, lang] = [line + 1, code.lang ?? '']
      blocks.push({ where: `${file}:${first}`, file, line: first, lang, code: code.text, notes })
    }
    if (token.type === 'html') notes = [...notes, ...readNotes(token.raw)]
    else if (token.type !== 'space') notes = []
    line += token.raw.split('\n').length - 1
  }
  if (tokensOf(file, 'code').length !== blocks.length)
    throw new Error(`${file}: a block in a list or a quotation`)
  return blocks
}

/** All tokens of a type, wherever they are. */
export function tokensOf(file: string, type: Token['type']): Token[] {
  const found: Token[] = []
  // Nothing that is called for a token gives a promise.
  void walkTokens(lexer(readDocument(file)), (token) => {
    if (token.type === type) found.push(token)
  })
  return found
}

export function allBlocks(): Block[] {
  return listDocuments().flatMap(readBlocks)
}

function readNotes(html: string): Note[] {
  const kinds = NOTE_KINDS.map((kind) => kind.replace('.', '\\.')).join('|')
  const comment = new RegExp(`<!-- (${kinds})(?: (.*?))?(?:\\n([^]*?))?\\s*-->`, 'g')
  return [...html.matchAll(comment)].map(([, kind, name = '', text = '']) => ({
    kind: kind as NoteKind,
    name: name.trim(),
    text,
  }))
}

export function noteOf(block: Block, kind: NoteKind): Note | undefined {
  return block.notes.find((note) => note.kind === kind)
}

/** Modules beside a block: their paths and contents. */
export function neighboursOf(block: Block): Record<string, string> {
  const files = block.notes.filter(({ kind }) => kind === 'file')
  return Object.fromEntries(files.map(({ name, text }) => [name.replace(/^\.\//, ''), text]))
}

/** Name of the config that the block is. */
export function configNameOf(block: Block): string | undefined {
  return noteOf(block, 'host')?.name ?? CONFIG.exec(block.code)?.[1]
}

export function isCode(block: Block): boolean {
  return (block.lang === 'ts' || block.lang === 'js') && !isSignature(block)
}

function isSignature(block: Block): boolean {
  return block.file === 'docs/api.md' && noteOf(block, 'signature') !== undefined
}

/** Throws for a block that no check takes. */
export function useOf(block: Block): Use {
  const has = (kind: NoteKind): boolean => noteOf(block, kind) !== undefined
  if (isCode(block)) {
    if (configNameOf(block) !== undefined) return 'config'
    return has('run') ? 'program' : 'code'
  }
  if (isSignature(block)) return 'signature'
  if (block.lang === 'sh') return 'commands'
  if (block.lang === 'json' && has('package.json')) return 'manifest'
  if (block.lang === '' && has('printed')) return 'printed'
  if (block.lang === '' && has('error of')) return 'type error'
  throw new Error(
    `${block.where}: no test takes a block of "${block.lang}" like this. Say what it is in a comment before it: see test/docs/blocks.ts`,
  )
}

export function blocksOf(use: Use): Block[] {
  return allBlocks().filter((block) => useOf(block) === use)
}

/** What the program is said to print, if anything. */
export function printedBy(program: Block): Block | undefined {
  const blocks = readBlocks(program.file)
  const next = blocks.find(({ line }) => line > program.line)
  return next !== undefined && useOf(next) === 'printed' ? next : undefined
}
