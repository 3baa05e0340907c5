// Tables of a document, as records by the names of their columns.

import { lexer, type Token } from 'marked'

import { readDocument } from './blocks.ts'

export type Row = Readonly<Record<string, string>>

interface Table {
  type: 'table'
  header: { text: string }[]
  rows: { text: string }[][]
}

export function tablesOf(file: string): Row[][] {
  return sectionsOf(file).flatMap(({ tables }) => tables)
}

/** The same by the headings above them. */
export function sectionsOf(file: string): { heading: string; tables: Row[][] }[] {
  const sections: { heading: string; tables: Row[][] }[] = [{ heading: '', tables: [] }]
  for (const token of lexer(readDocument(file))) {
    if (token.type === 'heading') {
      sections.push({ heading: (token as unknown as { text: string }).text, tables: [] })
    }
    if (token.type === 'table') sections.at(-1)?.tables.push(rowsOf(token))
  }
  return sections
}

function rowsOf(token: Token): Row[] {
  const { header, rows } = token as unknown as Table
  const names = header.map(({ text }) => text.replaceAll('`', ''))
  return rows.map((cells) =>
    Object.fromEntries(names.map((name, index) => [name, cells[index]?.text ?? ''])),
  )
}
