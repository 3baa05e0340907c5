// What Rollup, Rolldown and Vite compile by after all plugins, in the words of esbuild, which links.

import type { BuildOptions } from 'esbuild'
import type { RollupOptions } from 'rollup'

/** The part of Rolldown's options that changes what code means. */
export interface RolldownTransform {
  define?: Record<string, string>
  jsx?: unknown
}

/** What esbuild must be told to compile as Rolldown does. */
export function toLinkOptions(transform: RolldownTransform = {}): BuildOptions {
  const { define, jsx } = transform
  const options = define ? toDefine(define) : {}
  if (typeof jsx !== 'object' || jsx === null) return options
  const { runtime, importSource, pragma, pragmaFrag } = jsx as RolldownJsx
  if (runtime !== undefined) options.jsx = runtime === 'classic' ? 'transform' : 'automatic'
  if (importSource !== undefined) options.jsxImportSource = importSource
  if (pragma !== undefined) options.jsxFactory = pragma
  if (pragmaFrag !== undefined) options.jsxFragment = pragmaFrag
  return options
}

interface RolldownJsx {
  runtime?: 'automatic' | 'classic'
  importSource?: string
  pragma?: string
  pragmaFrag?: string
}

/** What esbuild must be told to compile JSX as Rollup does. */
export function toJsxOptions(jsx: RollupOptions['jsx']): BuildOptions {
  if (!jsx) return {}
  const given: RollupJsx = typeof jsx === 'string' ? { preset: jsx } : jsx
  const { preset, mode, factory, fragment, importSource, jsxImportSource } = given
  const isClassic = mode === undefined ? preset === 'react' : mode === 'classic'
  if (!isClassic) {
    return { jsx: 'automatic', jsxImportSource: jsxImportSource ?? importSource ?? 'react' }
  }
  return {
    jsx: 'transform',
    jsxFactory: factory ?? 'React.createElement',
    jsxFragment: fragment ?? 'React.Fragment',
  }
}

/** The fields of all modes. */
interface RollupJsx {
  preset?: string | undefined
  mode?: string | undefined
  factory?: string | null | undefined
  fragment?: string | null | undefined
  importSource?: string | null | undefined
  jsxImportSource?: string | undefined
}

/**
 * Rolldown replaces names by any expression, esbuild only by names and JSON: others become constants at the
 * top of each worker file.
 */
export function toDefine(define: Record<string, string>): BuildOptions {
  const constants: string[] = []
  const simple: Record<string, string> = {}
  for (const [name, value] of Object.entries(define)) {
    // Vite's fallback for unknown keys; `import.meta.env` itself is defined, and has no such keys.
    if (name.includes('*')) continue
    if (isJson(value) || /^[\p{ID_Start}$_][\p{ID_Continue}$.]*$/u.test(value)) simple[name] = value
    else {
      simple[name] = `__verdigris_define_${constants.length}`
      constants.push(`const ${simple[name]} = (${value});`)
    }
  }
  return { define: simple, banner: { js: constants.join(' ') } }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
