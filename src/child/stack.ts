// Source maps for the stack of an error, read only when somebody reads the stack: Node's own
// `--enable-source-maps` reads the map of every file that it loads.
import type { SourceMap, SourceMapPayload } from 'node:module'
import { node } from '../wire/node.ts'
import type { StackMapper } from '../wire/thrown.ts'

// `at name (file:///dir/file.mjs:1:2)`, `at /dir/file.cjs:1:2` or `at async /dir/file.cjs:1:2`
const POSITION = /(\(|at (?:async )?)(file:\/\/)?(\/.+?\.[cm]?js):(\d+):(\d+)(?=\)?$)/

/** Gives the text of a file that is on no disk. */
export type ReadText = (file: string) => string | undefined

const fileToMap = new Map<string, SourceMap | undefined>()

/**
 * Has stacks written with original positions, and without the frames of the library below the closure: for who
 * prints an error as for who receives it. Gives what does so for those that something else has written.
 * @param entry the file that the library is in, by what stacks call it
 */
export function mapStacks(entry: string, readText?: ReadText): StackMapper {
  const written = new WeakMap<object, string>()
  const format = Error.prepareStackTrace as FormatStack | undefined
  // Who asks Node for source maps has them, and Node leaves them to a function of our own.
  if (format !== undefined && !process.sourceMapsEnabled) {
    const prepareStackTrace: FormatStack = (error, frames) => {
      const stack = mapStack(String(format(error, frames)), entry, readText)
      written.set(error, stack)
      return stack
    }
    // As the one of Node is.
    Object.defineProperty(Error, 'prepareStackTrace', { value: prepareStackTrace })
  }
  return (stack, error) => (written.get(error) === stack ? stack : mapStack(stack, entry, readText))
}

/** V8's `Error.prepareStackTrace`, which Node sets. */
type FormatStack = (error: Error, frames: NodeJS.CallSite[]) => unknown

function mapStack(stack: string, entry: string, readText: ReadText | undefined): string {
  const mapPosition = (
    text: string,
    before: string,
    scheme: string | undefined,
    location: string,
    line: string,
    column: string,
  ): string => {
    const file = scheme === undefined ? location : node.url.fileURLToPath(`${scheme}${location}`)
    const map = sourceMapOf(file, readText)
    const entry = map?.findEntry(Number(line) - 1, Number(column) - 1)
    if (entry === undefined || !('originalSource' in entry)) return text
    const source = node.path.resolve(node.path.dirname(file), entry.originalSource)
    return `${before}${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  }
  const lines: string[] = []
  for (const line of stack.split('\n')) {
    const isFrame = line.startsWith('    at ')
    if (isFrame && line.includes(entry)) break
    lines.push(isFrame ? line.replace(POSITION, mapPosition) : line)
  }
  return lines.join('\n')
}

function sourceMapOf(file: string, readText: ReadText | undefined): SourceMap | undefined {
  if (fileToMap.has(file)) return fileToMap.get(file)
  const map = parseMap(readText?.(`${file}.map`) ?? readFile(`${file}.map`))
  fileToMap.set(file, map)
  return map
}

function parseMap(text: string | undefined): SourceMap | undefined {
  try {
    return text === undefined
      ? undefined
      : new node.module.SourceMap(JSON.parse(text) as SourceMapPayload)
  } catch {
    return undefined // a broken one: the error itself matters more
  }
}

function readFile(file: string): string | undefined {
  try {
    return node.fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
