#!/usr/bin/env node
// The command line tool.

import { parseArgs } from 'node:util'

import { CliFailure } from './failure.ts'
import { inspect } from './inspect.ts'
import { terminalOf } from './terminal.ts'

const HELP = `Usage: npx verdigris inspect [folder] [label] [--json]

Shows what a build has put into its worker bundles.

  npx verdigris inspect              labels of the build in dist: where each call is, the size
                                     of its worker module, and what it captured and how
  npx verdigris inspect build        of the build in another folder
  npx verdigris inspect dist ocr     prints the worker module of the label "ocr"

  --json       the same for machines
  -h, --help   this text

What a closure captures travels
  by value     read when the call is made, and sent
  as code      a local function or class, with what it captures itself
  copied       a declaration of the file, in the worker module again
  imported     an import, in the worker module again
`

function run(args: string[]): string {
  const { values, positionals } = parse(args)
  const [command, directory = 'dist', label, ...rest] = positionals
  if (values.help || command === undefined) return HELP
  if (command !== 'inspect') throw usage(`Unknown command ${JSON.stringify(command)}.`)
  if (rest.length > 0) throw usage(`Expected a folder and a label, got also ${rest.join(' ')}.`)
  const request = { directory, label, asJson: values.json }
  return inspect(request, terminalOf(process.stdout, process.env), process.cwd())
}

function parse(args: string[]): {
  values: { help: boolean; json: boolean }
  positionals: string[]
} {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw usage(`${(error as Error).message}.`)
  }
}

function usage(message: string): CliFailure {
  return new CliFailure(`${message}\n\n${HELP.slice(0, HELP.indexOf('\n'))}`, 2)
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.stdout.write(run(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof CliFailure)) throw error
  const { paint } = terminalOf(process.stderr, process.env)
  process.stderr.write(`${paint('red', 'verdigris:')} ${error.message}\n`)
  process.exitCode = error.exitCode
}
