// Code in the documents: type-checked as a user's project would, and compiled by the plugin.

import path from 'node:path'

import ts from 'typescript'
import { expect, test } from 'vitest'

import { transform } from '../../plugin/transform.ts'
import {
  allBlocks,
  type Block,
  blocksOf,
  configNameOf,
  isCode,
  neighboursOf,
  noteOf,
  ROOT,
} from './blocks.ts'

/** What the default export of a config has to be. The others are programs. */
const CONFIG_TYPES: Readonly<Record<string, string>> = {
  'vite.config.ts': `import('vite').UserConfig`,
  'vitest.config.ts': `import('vitest/config').ViteUserConfig`,
  'rollup.config.js': `import('rollup').RollupOptions`,
  'rolldown.config.js': `import('rolldown').RolldownOptions`,
  'webpack.config.js': `import('webpack').Configuration`,
  'rspack.config.js': `import('@rspack/core').Configuration`,
  'farm.config.ts': `import('@farmfe/core').UserConfig`,
}

const codeBlocks = allBlocks().filter(isCode)
const sources = new Map(codeBlocks.flatMap(sourcesOf))
const errors = blocksOf('type error')
for (const block of errors) sources.set(fileOf(block), errorSourceOf(block))
for (const block of blocksOf('manifest')) sources.set(fileOf(block), manifestSourceOf(block))
const fileToProblems = check(sources)

test.each([...codeBlocks, ...blocksOf('manifest')].map((block) => [block.where, block] as const))(
  '%s has the types that it should',
  (_, block) => {
    expect(problemsOf(block)).toEqual([])
  },
)

test.each(codeBlocks.map((block) => [block.where, block] as const))(
  '%s is compiled without a diagnostic',
  (_, block) => {
    const compiled = transform(sourceOf(block), fileOf(block), { root: ROOT })
    expect(compiled?.diagnostics.map(({ code, line }) => `${code}, line ${line}`) ?? []).toEqual([])
  },
)

test.each(errors.map((block) => [block.where, block] as const))(
  '%s is what the type checker says',
  (_, block) => {
    const said = problemsOf(block).join('\n').replace(/\s+/g, ' ')
    expect(said).toContain(block.code.replace(/\s+/g, ' '))
  },
)

function sourcesOf(block: Block): [file: string, text: string][] {
  const folder = path.dirname(fileOf(block))
  const neighbours = Object.entries(neighboursOf(block))
  return [
    [fileOf(block), sourceOf(block)],
    ...neighbours.map(([name, text]): [string, string] => [path.join(folder, name), text]),
  ]
}

/** Below the package, so that `verdigris` is this package. Nothing is written. */
function fileOf({ where }: Block): string {
  return path.join(ROOT, 'test/docs/.build', where.replace(/\W+/g, '-'), 'block.ts')
}

function sourceOf(block: Block): string {
  const name = configNameOf(block) ?? ''
  const type = CONFIG_TYPES[name]
  const code =
    type === undefined
      ? block.code
      : block.code.replace('export default ', `const config: ${type} = `)
  const text = `${preludeOf(block)}\n${code}\nexport {}\n`
  // What a file of a tsconfig with other settings would be told by those.
  return type === undefined ? text : `${text}void config\n`
}

function errorSourceOf(block: Block): string {
  return `import { task } from 'verdigris'\n${noteOf(block, 'error of')?.name ?? ''}\n`
}

function manifestSourceOf(block: Block): string {
  const plugin = `import type { VerdigrisPluginOptions } from 'verdigris/unplugin'`
  return `${plugin}\nconst manifest: { type?: 'module', verdigris?: VerdigrisPluginOptions } = ${block.code}\nvoid manifest\n`
}

function preludeOf(block: Block): string {
  return noteOf(block, 'with')?.text ?? ''
}

/** What is wrong, by the lines of the document. */
function problemsOf(block: Block): string[] {
  const before = preludeOf(block).split('\n').length
  return (fileToProblems.get(fileOf(block)) ?? []).map(
    ({ line, text }) => `${block.file}:${block.line + line - before} ${text}`,
  )
}

interface Problem {
  /** From 0. */
  line: number
  text: string
}

function check(files: ReadonlyMap<string, string>): Map<string, Problem[]> {
  const options = compilerOptions()
  const host = ts.createCompilerHost(options)
  const onDisk = { ...host }
  host.fileExists = (file) => files.has(file) || onDisk.fileExists(file)
  host.directoryExists = (directory) =>
    [...files.keys()].some((file) => file.startsWith(`${directory}/`)) ||
    (onDisk.directoryExists?.(directory) ?? true)
  host.readFile = (file) => files.get(file) ?? onDisk.readFile(file)
  host.getSourceFile = (file, target) => {
    const text = files.get(file)
    return text === undefined
      ? onDisk.getSourceFile(file, target)
      : ts.createSourceFile(file, text, target)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return new Map(
    [...files.keys()].map((file) => {
      const source = program.getSourceFile(file)
      const found = [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ]
      return [file, found.map((each) => toProblem(each, source))]
    }),
  )
}

function toProblem(
  { start = 0, messageText }: ts.Diagnostic,
  source: ts.SourceFile | undefined,
): Problem {
  return {
    line: source?.getLineAndCharacterOfPosition(start).line ?? 0,
    text: ts.flattenDiagnosticMessageText(messageText, '\n'),
  }
}

/** Those of the project, with the modules of a bundler's user: paths without extensions. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (name) =>
    ts.sys.readFile(name),
  )
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  return {
    ...parsed.options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    target: ts.ScriptTarget.ESNext,
    declaration: false,
    isolatedDeclarations: false,
    noEmit: true,
    noErrorTruncation: true,
    // A config is JavaScript, and so are the programs of most readers.
    allowImportingTsExtensions: true,
  }
}
