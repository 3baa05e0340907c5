// The lines of source that a diagnostic shows.

/** A 1-based position; columns count UTF-16 units, as editors and source maps do. */
export interface Position {
  line: number
  column: number
}

/** `src/app.ts:14:10`: the name of a file, and a place in it. */
export function whereOf(name: string, { line, column }: Position): string {
  return `${name}:${line}:${column}`
}

/** Line and column of an offset. */
export function positionAt(code: string, offset: number): Position {
  let line = 1
  let lineStart = 0
  for (let at = code.indexOf('\n'); at !== -1 && at < offset; at = code.indexOf('\n', at + 1)) {
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/** The same for many offsets of one text. */
export function createLocator(code: string): (offset: number) => Position {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (low + 1 < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? Infinity) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

/**
 * The line of `range`, the one above, and carets under the range. A range of several lines is
 * underlined as far as its first line goes.
 */
export function codeFrame(code: string, range: readonly [start: number, end: number]): string {
  const { line, column } = positionAt(code, range[0])
  const lines = code.split(/\r?\n/)
  const text = lines[line - 1] ?? ''
  const width = String(line).length
  const length = Math.max(1, Math.min(range[1] - range[0], text.length - column + 1))
  // Tabs stay tabs, so that the carets stand under the range at any tab width.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const frame = [
    `> ${String(line)} | ${text}`,
    `  ${' '.repeat(width)} | ${indent}${'^'.repeat(length)}`,
  ]
  const above = lines[line - 2]
  if (above !== undefined)
    frame.unshift(`  ${String(line - 1).padStart(width)} | ${above}`.trimEnd())
  return frame.join('\n')
}
