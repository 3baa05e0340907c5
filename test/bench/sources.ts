// Source code to compile and to link, of the density that code has: about 36 characters and 5 syntax nodes a line.

/** A TypeScript file of about so many lines, with so many calls of `task` spread over it. */
export function writeFile(lines: number, calls: number): string {
  const text = [
    `import { task } from 'verdigris'`,
    `import { readFile } from 'node:fs/promises'`,
    `import path from 'node:path'`,
    `import { clamp, type Shape } from './shapes.ts'`,
    '',
    'const LIMIT = 1_000',
    'export interface Options { limit?: number; tags: readonly string[] }',
    '',
  ]
  const perCall = (lines - text.length) / calls
  for (let call = 0; call < calls; call += 1) {
    text.push(...writeCall(call))
    for (let index = 0; text.length < perCall * (call + 1); index += 1) {
      text.push(...writeFunction(`add${call}_${index}`))
    }
  }
  return `${text.join('\n')}\n`
}

function writeCall(index: number): string[] {
  return [
    `export async function run${index}(image: Uint8Array, { tags }: Options) {`,
    `  const name = tags.map((tag) => tag.toLowerCase()).join('-')`,
    `  return task('run-${index}', { timeout: 1_000 }, async () => {`,
    `    const text = await readFile(path.join(name, 'of-${index}.txt'), 'utf8')`,
    `    return clamp(text.length, image.length) + Math.min(LIMIT, ${index})`,
    '  })',
    '}',
    '',
  ]
}

function writeFunction(name: string): string[] {
  return [
    '/**',
    ' * Adds up the sizes of all items by their name and place.',
    ' * Larger ones count twice, whatever their colour is.',
    ' */',
    `export function ${name}(items: readonly Shape[], options: Options): Map<string, number> {`,
    '  const result = new Map<string, number>()',
    '  for (const [index, item] of items.entries()) {',
    '    const key = `${item.name}:${index}`',
    '    const before = result.get(key) ?? 0',
    '    // An item without a limit of its own has that of the call.',
    '    if (item.width > (options.limit ?? LIMIT)) {',
    '      result.set(key, before + item.width * 2)',
    '      continue',
    '    }',
    '',
    '    if (item.children !== undefined) {',
    `      for (const [name, value] of ${name}(item.children, options)) {`,
    '        result.set(name, (result.get(name) ?? 0) + value)',
    '      }',
    '    } else {',
    '      result.set(key, (item.width - item.height) / 2)',
    '    }',
    '  }',
    '  return result',
    '}',
    '',
  ]
}

/** A module of about so many bytes that exports `count`, to which all of its code belongs. */
export function writeDependency(bytes: number): string {
  const functions: string[] = []
  for (let length = 0; length < bytes; length += functions.at(-1)?.length ?? 0) {
    functions.push(`function f${functions.length}(items, options = {}) {
  const result = new Map()
  for (const [index, item] of items.entries()) {
    const key = item.name + ':' + (index % ${functions.length + 2})
    result.set(key, (result.get(key) ?? 0) + item.width * ${functions.length})
  }
  return [...result.values()].reduce((a, b) => a + b, options.start ?? 0)
}
`)
  }
  const names = functions.map((_, index) => `f${index}`)
  return `${functions.join('')}const all = [${names.join(', ')}]\nexport const count = () => all.length\n`
}
