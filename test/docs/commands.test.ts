// Commands in the documents, in blocks and in the text: each script, program, file and option of them is there. Those of a
// block with `<!-- run -->` are run, in a folder in which the first program was built.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import type { Tokens } from 'marked'
import { expect, test } from 'vitest'

import {
  configInReadme,
  createProgramFolder,
  firstProgram,
  readersEnvironment,
} from './app-folder.ts'
import {
  type Block,
  blocksOf,
  listDocuments,
  noteOf,
  readDocument,
  ROOT,
  tokensOf,
} from './blocks.ts'

type Check = (args: string[]) => string | undefined

const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }
/** Options that Node has later than the oldest that we support, as the text says. */
const LATER_OPTIONS = new Set(['--build-sea'])
const nodeHelp = helpOf(process.execPath, '--help')

/** What may be run, and what of it must be there. Gives what is wrong. */
const COMMANDS: Readonly<Record<string, Check>> = {
  npm([command = '', name = '', ...args]) {
    if (['ci', 'install', 'init'].includes(command)) return undefined
    const script = command === 'run' ? name : command
    if (scripts[script] === undefined) return `there is no script "${script}"`
    if (script !== 'example') return undefined
    const [, example = ''] = args
    const isThere = existsSync(path.join(ROOT, 'playground/examples', `${example}.ts`))
    return isThere ? undefined : `there is no example "${example}"`
  },
  npx([program = '', ...args]) {
    const check = PROGRAMS[program]
    return check === undefined ? `npx ${program} is not known here` : check(args)
  },
  node(args) {
    // What comes after the program belongs to that.
    const file = args.findIndex((word) => /\.[jt]s$/.test(word))
    const before = file < 0 ? args : args.slice(0, file)
    const unknown = optionsOf(before).filter((option) => !knowsOption(nodeHelp, option))
    const missing = unknown.filter((option) => !LATER_OPTIONS.has(option))
    return missing.length === 0 ? undefined : `Node has no ${missing.join(', ')}`
  },
  echo: () => undefined,
  cp: () => undefined,
  bun: () => isInstalled('bun'),
}

const PROGRAMS: Readonly<Record<string, Check>> = {
  vite: (args) => isInstalled('vite') ?? missingOption('vite', args),
  rollup: (args) => isInstalled('rollup') ?? missingOption('rollup', args),
  rolldown: (args) => isInstalled('rolldown') ?? missingOption('rolldown', args),
  postject: (args) => isInstalled('postject') ?? missingOption('postject', args),
  // Their command lines are packages of their own, which nothing here uses.
  webpack: () => isDependency('webpack'),
  rspack: () => isDependency('@rspack/core'),
  farm: () => isDependency('@farmfe/core'),
  oxfmt: () => isInstalled('oxfmt'),
  oxlint: () => isInstalled('oxlint'),
  verdigris: (args) => missingOption('verdigris', args),
  vitest(args) {
    const { project, file } =
      /--project (?<project>\w+)(?: (?<file>\S+))?/.exec(args.join(' '))?.groups ?? {}
    if (project !== undefined && !readDocument('vite.config.ts').includes(`project('${project}'`)) {
      return `there is no project "${project}" of tests`
    }
    if (file?.includes('/') && !existsSync(path.join(ROOT, file))) return `there is no ${file}`
    return isInstalled('vitest') ?? missingOption('vitest', args)
  },
}

const inBlocks = blocksOf('commands').flatMap((block) =>
  block.code.split('\n').map((line) => [block.where, line] as const),
)
const inText = listDocuments().flatMap((file) =>
  codeSpansOf(file)
    .filter((code) => /^(?:npm|npx|node|bun) /.test(code))
    .map((code) => [file, code] as const),
)

test.each([...inBlocks, ...inText])('%s: %s', (_, line) => {
  const commands = commandsOf(line)
  expect(commands.length).toBeGreaterThan(0)
  for (const [name = '', ...args] of commands) {
    const check = COMMANDS[name]
    expect(check, `${name}: add it to this test`).toBeDefined()
    expect(check?.(args)).toBeUndefined()
  }
})

test.each(
  blocksOf('commands')
    .filter((block) => noteOf(block, 'run') !== undefined)
    .map((block) => [block.where, block] as const),
)('%s runs', async (_, block) => {
  const app = createProgramFolder(firstProgram(), { 'build.js': configInReadme('build.js') })
  expect(await app.node('build.js')).toMatchObject({ exitCode: 0 })
  for (const [name = '', ...args] of linesOf(block).flatMap(commandsOf)) {
    const isNpx = name === 'npx'
    // What npx would find in `node_modules/.bin` of an installed package.
    const own = path.join(ROOT, 'dist/plugin/cli/main.js')
    const result = isNpx
      ? await app.node(own, ...args.slice(1))
      : await app.run(name === 'node' ? process.execPath : name, ...args)
    expect(result, [name, ...args].join(' ')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.stdout).toContain(isNpx ? 'strlen' : 'still running')
  }
})

function linesOf(block: Block): string[] {
  return block.code.split('\n')
}

/** The commands of a line, as lists of words. */
function commandsOf(line: string): string[][] {
  const code = line.replace(/(?:^|\s)#.*$/, '')
  return code
    .split(/&&|;/)
    .map((command) => (command.match(/'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s"']+/g) ?? []) as string[])
    .filter((words) => words.length > 0)
}

function codeSpansOf(file: string): string[] {
  return tokensOf(file, 'codespan').map((token) => (token as Tokens.Codespan).text)
}

function optionsOf(args: readonly string[]): string[] {
  const own = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined)
  return own.filter((word) => /^--?\w/.test(word)).map((word) => word.replace(/=.*/, ''))
}

function missingOption(program: string, args: readonly string[]): string | undefined {
  const options = optionsOf(args)
  if (options.length === 0) return undefined
  const [command] = args.filter((word) => !word.startsWith('-'))
  const help = helpOf(
    process.execPath,
    binOf(program),
    ...(command === 'run' ? ['run'] : []),
    '--help',
  )
  const missing = options.filter((option) => !knowsOption(help, option))
  return missing.length === 0 ? undefined : `${program} has no ${missing.join(', ')}`
}

function knowsOption(help: string, option: string): boolean {
  return new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(help)
}

function isInstalled(program: string): string | undefined {
  const isThere = existsSync(path.join(ROOT, 'node_modules/.bin', program))
  return isThere ? undefined : `${program} is not installed`
}

function isDependency(name: string): string | undefined {
  const isThere = existsSync(path.join(ROOT, 'node_modules', name, 'package.json'))
  return isThere ? undefined : `${name} is not installed`
}

function binOf(program: string): string {
  return program === 'verdigris'
    ? path.join(ROOT, 'dist/plugin/cli/main.js')
    : path.join(ROOT, 'node_modules/.bin', program)
}

function helpOf(...command: string[]): string {
  const [program = '', ...args] = command
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 20_000,
    env: readersEnvironment(),
  })
  return stripVTControlCharacters(stdout + stderr)
}
