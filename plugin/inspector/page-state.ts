// What the inspector's page is sent: all compiled files as they are now.

import type { FunctionName } from '../call-shape.ts'
import type { Captured, Travel } from '../captured.ts'
import type { TokenKind } from '../tokens.ts'

export interface PageState {
  files: readonly PageFile[]
}

/** A file with calls, in one of the server's environments. */
export interface PageFile {
  /** `src/app.ts` */
  name: string
  environment: string
  /** Whether the file does not parse as it is now: what is shown is what it was. */
  isStale: boolean
  problems: readonly { severity: 'error' | 'warning'; text: string }[]
  source: PageCode
  labels: readonly PageLabel[]
}

export interface PageLabel {
  label: string
  functionName: FunctionName
  line: number
  column: number
  captured: readonly Captured[]
  nested: readonly string[]
  /** What calls it instead: the program, or the process of another label. */
  caller: { label: string | undefined; code: PageCode; marks: readonly PageMark[] }
  workerModule: PageCode
  workerMarks: readonly PageMark[]
  /** Where the source names what is captured. */
  marks: readonly PageMark[]
  /** 1-based lines of the source, first and last, that the call is on. */
  callLines: readonly [first: number, last: number]
  /** Offsets of the call in the source. */
  call: readonly [start: number, end: number]
  /** Lines of the source that the worker module contains, or parts of them. */
  movedLines: readonly number[]
}

/** A name that means a captured variable, and how that travels. */
export type PageMark = readonly [start: number, travel: Travel]

/** Code to show. */
export interface PageCode {
  text: string
  /** Without the plain text between them. */
  tokens: readonly (readonly [start: number, end: number, kind: TokenKind])[]
  /** For each line, the line of the source that it comes from; `null` for what was added. */
  lines: readonly (number | null)[]
}
