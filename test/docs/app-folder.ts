// A project as a reader has it who follows the README: a folder, packages in `node_modules`, and the code of a block.

import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { onTestFinished } from 'vitest'

import { type Block, configNameOf, neighboursOf, readBlocks, ROOT, useOf } from './blocks.ts'

const LIMIT_MS = 25_000

export interface Output {
  stdout: string
  stderr: string
  exitCode: unknown
}

export interface AppFolder {
  root: string
  /** Runs Node in the folder, as if this were no test. */
  node: (...args: string[]) => Promise<Output>
  run: (command: string, ...args: string[]) => Promise<Output>
}

/** A folder with these files, removed when the test has finished. */
export function createAppFolder(files: Readonly<Record<string, string>>): AppFolder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'verdigris-docs-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  linkPackages(path.join(root, 'node_modules'))
  const manifest = { 'package.json': '{ "type": "module" }' }
  for (const [name, text] of Object.entries({ ...manifest, ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  const run = (command: string, ...args: string[]): Promise<Output> => start(root, command, args)
  return { root, run, node: (...args) => run(process.execPath, ...args) }
}

/** The folder of the README's first program, or of another one. */
export function createProgramFolder(
  program: Block,
  more: Readonly<Record<string, string>> = {},
): AppFolder {
  const sources = Object.entries(neighboursOf(program)).map(([name, text]) => [`src/${name}`, text])
  return createAppFolder({
    'src/app.ts': program.code,
    // For Rollup, which reads no TypeScript: the first program is JavaScript as well.
    'src/app.js': program.code,
    ...(Object.fromEntries(sources) as Record<string, string>),
    ...more,
  })
}

/** The README's first block, which everything else on its first screen is about. */
export function firstProgram(): Block {
  const [first] = readBlocks('README.md')
  if (first === undefined || useOf(first) !== 'program') {
    throw new Error('The first block of the README is no program')
  }
  return first
}

/** The README's config of this name. */
export function configInReadme(name: string): string {
  const config = readBlocks('README.md').find((block) => configNameOf(block) === name)
  if (config === undefined) throw new Error(`The README shows no ${name}`)
  return config.code
}

/** What differs from run to run, and from machine to machine, made the same. */
export function normalise(text: string, root = '/app'): string {
  return text
    .replaceAll(root, '/app')
    .replace(/\bpid:? \d+/g, (found) => found.replace(/\d+/, 'N'))
    .replace(/\d+(?= ms after it was started)|(?<=uptimeMs: )\d+/g, 'N')
    .replace(/node:internal\/[\w/]+:\d+:\d+/g, 'node:internal')
    .replace(/ws:\/\/127\.0\.0\.1:\d+\/[\da-f-]+/g, 'ws://127.0.0.1:PORT/ID')
    .trimEnd()
}

function linkPackages(target: string): void {
  const source = path.join(ROOT, 'node_modules')
  for (const name of readdirSync(source)) {
    const names = name.startsWith('@') ? readdirSync(path.join(source, name)) : ['']
    for (const inner of names) {
      mkdirSync(path.dirname(path.join(target, name, inner)), { recursive: true })
      symlinkSync(path.join(source, name, inner), path.join(target, name, inner))
    }
  }
  symlinkSync(ROOT, path.join(target, 'verdigris'))
}

function start(root: string, command: string, args: string[]): Promise<Output> {
  const bin = path.join(root, 'node_modules/.bin')
  const PATH = `${bin}${path.delimiter}${process.env.PATH ?? ''}`
  const env = { ...readersEnvironment(), PATH }
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, env, timeout: LIMIT_MS }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: error === null ? 0 : (error.code ?? error.signal) }),
    )
  })
}

/** Without what tells a program that it runs in a test, as some then say less. */
export function readersEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST$)/.test(name))
  return { ...Object.fromEntries(own), NO_COLOR: '1' }
}
