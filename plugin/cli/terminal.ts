// Text for a terminal: colours if it has them, and lines that fit.

import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'

export type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Where output goes. */
export interface Terminal {
  /** Columns; without end where nobody looks at lines. */
  width: number
  isInteractive: boolean
  paint: Paint
}

/** What is known of a stream. `NO_COLOR`, `FORCE_COLOR` and `TERM` count as they do for Node itself. */
export function terminalOf(stream: WriteStream, env: NodeJS.ProcessEnv): Terminal {
  // `undefined` for a file or a pipe.
  const isInteractive = Boolean(stream.isTTY)
  const hasColours = isInteractive ? stream.hasColors(env) : isForced(env)
  return {
    width: isInteractive ? stream.columns || 80 : Infinity,
    isInteractive,
    paint: (style, text) =>
      hasColours && text !== '' ? styleText(style, text, { validateStream: false }) : text,
  }
}

/** Breaks `words` into lines of at most `width` columns; a word that is longer has a line to itself. */
export function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** `1.2 kB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB']
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit}`
}

function isForced({ FORCE_COLOR, NO_COLOR }: NodeJS.ProcessEnv): boolean {
  return FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && NO_COLOR === undefined
}
