// Rollup and Rolldown by themselves: one build, no environments, the working directory is the root.

import type { BuildOptions } from 'esbuild'
import type { Plugin, RollupOptions } from 'rollup'

import type { VerdigrisPluginOptions } from '../options.ts'
import { createFamilyPlugins, type FamilyHost } from './rollup-family.ts'

/** The two plugins, ours first and ours last. */
export function createRollupPlugins(options: VerdigrisPluginOptions): [Plugin, Plugin] {
  const only = {}
  let link: BuildOptions = {}
  const host: FamilyHost = {
    root: process.cwd(),
    linkOptionsOf: () => link,
    jsxOptionsOf: () => link,
    leavesNodeAlone: () => false,
    environmentOf: () => only,
    refuseSite: () => undefined,
  }
  const [first, last] = createFamilyPlugins(options, host)
  first.options = {
    order: 'post',
    handler(input) {
      // Both compile by these after all plugins.
      const { cwd, transform, jsx } = input as RolldownInput & RollupOptions
      host.root = cwd ?? process.cwd()
      link = { ...toLinkOptions(transform), ...toJsxOptions(jsx) }
      return null
    },
  }
  return [first, last]
}

/** The part of Rolldown's options that changes what code means. */
export interface RolldownTransform {
  define?: Record<string, string>
  jsx?: unknown
}

interface RolldownInput {
  cwd?: string
  transform?: RolldownTransform
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

interface RolldownJsx {
  runtime?: 'automatic' | 'classic'
  importSource?: string
  pragma?: string
  pragmaFrag?: string
}

/** What esbuild must be told to compile JSX as Rollup does. */
function toJsxOptions(jsx: RollupOptions['jsx']): BuildOptions {
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
