// What the benchmark is asked for.

import { parseArgs } from 'node:util'

import { nameToLines } from './lines.ts'

export interface Wish {
  names: readonly string[]
  isQuick: boolean
  /** Write profiles of this line. */
  profile: string | undefined
  /** Figures of what is ours, for the profile. */
  isOurs: boolean
  /** This is the run on one core: its figures go into this file. */
  into: string | undefined
}

const USAGE = `npm run bench -- [--quick] [LINE…]
npm run bench -- --profile LINE

  --quick          fewer rounds, in two minutes: without one core, 128 MiB and 1 GiB
  --profile LINE   writes CPU profiles of what is ours in this line: of the program and of its processes

Lines: ${Object.keys(nameToLines).join(', ')}`

/** Ends the program, with what is wrong and what there is, if it cannot be done. */
export function readArguments(): Wish {
  try {
    return parse()
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

function parse(): Wish {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      // The benchmark starts itself with these.
      ours: { type: 'boolean', default: false },
      into: { type: 'string' },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit()
  }
  const { quick, profile, ours, into } = values
  if (profile !== undefined && positionals.length > 0) {
    throw new Error(`A profile is of one line: ${profile}, or ${positionals.join(', ')}?`)
  }
  const known = Object.keys(nameToLines)
  for (const name of [...positionals, ...(profile === undefined ? [] : [profile])]) {
    if (!known.includes(name)) throw new Error(`There is no line "${name}".`)
  }
  const names = positionals.length > 0 ? positionals : known
  return { names, isQuick: quick, profile, isOurs: ours, into }
}
