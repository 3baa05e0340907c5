// Programs in the documents: built as the README says, run, and what they print compared with what is said there.

import { describe, expect, test } from 'vitest'

import { configInReadme, createProgramFolder, normalise } from './app-folder.ts'
import { blocksOf, printedBy } from './blocks.ts'

describe.each(blocksOf('program').map((program) => [program.where, program] as const))(
  '%s',
  (_, program) => {
    test('prints what is said', async () => {
      const app = createProgramFolder(program, { 'build.js': configInReadme('build.js') })
      expect(await app.node('build.js')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
      const { stdout, exitCode } = await app.node('dist/app.js')
      const printed = printedBy(program)
      expect(printed, 'it has no block of what it prints').toBeDefined()
      expect(normalise(stdout, app.root)).toBe(normalise(printed?.code ?? ''))
      expect(exitCode).toBe(0)
    })
  },
)

test('what is printed belongs to a program', () => {
  const shown = blocksOf('program').map((program) => printedBy(program)?.where)
  expect(blocksOf('printed').map(({ where }) => where)).toEqual(shown)
})
