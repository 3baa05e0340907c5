// One file as Node can run it: calls compiled as in a build, then types, JSX and what this Node does not know
// yet taken out by esbuild.

import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { formatMessages, transform as transformWithEsbuild } from 'esbuild'
import type { BuildFailure, Loader, TransformOptions } from 'esbuild'
import { parseSync } from 'oxc-parser'

import { withMap } from '../adapters/module-map.ts'
import { isLibraryFile } from '../child-runtime.ts'
import { renderDiagnostic } from '../diagnostics/render.ts'
import { jsxNamesOf } from '../jsx-factories.ts'
import { BuildProblems, diagnosticToProblem } from '../problem.ts'
import { transform, type TransformResult } from '../transform.ts'
import { BUNDLE_SPECIFIER } from '../virtual.ts'
import { jsxOf, TARGET } from './esbuild-options.ts'
import { configOf, packageTypeOf, type Project } from './project.ts'
import { MAKE_MODULE } from './program.ts'
import { BUNDLE_NAME, type CompiledFile } from './store.ts'

export async function compile(
  file: string,
  source: string,
  { root, options }: Project,
): Promise<CompiledFile> {
  const { compilerOptions } = configOf(file)
  const jsx = jsxNamesOf(jsxOf(compilerOptions))
  const result = isLibraryFile(file)
    ? null
    : transform(source, file, { root, jsx, preload: options.preload })
  const diagnostics = result?.diagnostics ?? []
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    throw new BuildProblems(errors.map((each) => diagnosticToProblem(each, source)))
  }
  const format = formatOf(file, source)
  return {
    code: await stripTypes(file, source, result, {
      format: format === 'commonjs' ? 'cjs' : 'esm',
      tsconfigRaw: { compilerOptions },
      ...jsxOf(compilerOptions),
    }),
    format,
    sites: result?.sites ?? [],
    warnings: diagnostics.map(renderDiagnostic),
  }
}

/** As Node decides it, with the one difference that `import` may be written in CommonJS TypeScript. */
function formatOf(file: string, source: string): CompiledFile['format'] {
  const extension = path.extname(file)
  if (/^\.m[jt]s$/.test(extension)) return 'module'
  if (/^\.c[jt]s$/.test(extension)) return 'commonjs'
  const type = packageTypeOf(file)
  if (type !== undefined) return type
  return parseSync(file, source).module.hasModuleSyntax ? 'module' : 'commonjs'
}

async function stripTypes(
  file: string,
  source: string,
  result: TransformResult | null,
  options: TransformOptions,
): Promise<string> {
  const text = result === null ? source : withMap(renameBundle(result.code), result.map, file)
  const { code, map } = await transformWithEsbuild(text, {
    ...options,
    loader: loaderOf(file),
    platform: 'node',
    target: TARGET,
    sourcefile: file,
    sourcemap: 'external',
    logLevel: 'silent',
  }).catch(async (error: unknown) => {
    throw await toSyntaxError(error, options.format === 'cjs')
  })
  const named = { ...(JSON.parse(map) as object), sources: [pathToFileURL(file).href] }
  const encoded = Buffer.from(JSON.stringify(named)).toString('base64')
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`
}

function renameBundle(code: string): string {
  return code.replaceAll(`'${BUNDLE_SPECIFIER}`, `'${BUNDLE_NAME}`)
}

function loaderOf(file: string): Loader {
  const extension = path.extname(file).replace(/[cm](?=[jt]s$)/, '')
  return extension.slice(1) as Loader
}

async function toSyntaxError(error: unknown, isCommonJs: boolean): Promise<unknown> {
  const failure = error as Partial<BuildFailure>
  if (!Array.isArray(failure.errors)) return error
  const texts = await formatMessages(failure.errors, { kind: 'error' })
  const isOfModules = isCommonJs && failure.errors.some(({ text }) => /top-level await/i.test(text))
  return new SyntaxError(
    [...texts, ...(isOfModules ? [`The file is ${MAKE_MODULE}`] : [])].join('\n').trim(),
  )
}
