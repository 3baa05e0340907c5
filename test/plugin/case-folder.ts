// One compiler case: a folder with an input and everything that the compiler makes of it.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { renderDiagnostic } from '../../plugin/diagnostics/render.ts'
import { transform } from '../../plugin/transform.ts'
import type { TransformResult } from '../../plugin/transform.ts'

export const CASES_DIRECTORY: string = path.join(import.meta.dirname, 'cases')

/** A case and what the compiler says about it now. */
export interface Case {
  name: string
  directory: string
  inputFile: string
  extension: string
  input: string
  result: TransformResult | null
}

export function listCases(): string[] {
  return readdirSync(CASES_DIRECTORY).sort()
}

export function loadCase(name: string): Case {
  const directory = path.join(CASES_DIRECTORY, name)
  const inputName = readdirSync(directory).find((file) => /^input\.\w+$/.test(file))
  if (inputName === undefined) throw new Error(`Case ${name} has no input file`)
  const inputFile = path.join(directory, inputName)
  const input = readFileSync(inputFile, 'utf8')
  const result = transform(input, inputFile, { root: directory })
  return { name, directory, inputFile, extension: path.extname(inputName), input, result }
}

/** The files that a case should consist of besides its input and the modules that this imports. */
export function filesOf({ result, extension }: Case): Record<string, string> {
  const callCount = result === null ? 0 : result.sites.length + result.prewarms.length
  if (result === null || callCount + result.diagnostics.length === 0)
    return { 'nothing.txt': 'This file is left as it is.\n' }
  const files: Record<string, string> = {}
  if (result.diagnostics.length > 0) {
    files['diagnostics.txt'] = `${result.diagnostics.map(renderDiagnostic).join('\n\n')}\n`
  }
  if (callCount === 0) return files
  files[`output${extension}`] = result.code
  for (const { label, workerModule } of result.sites) {
    files[`worker-${label}${extension}`] = workerModule.code
  }
  return files
}

const EXPECTED = /^(output\.\w+|worker-.*|diagnostics\.txt|nothing\.txt)$/

export function readExpected({ directory }: Case): Record<string, string> {
  const names = readdirSync(directory).filter((name) => EXPECTED.test(name))
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(directory, name), 'utf8')]),
  )
}

export function writeExpected(current: Case): void {
  for (const name of Object.keys(readExpected(current))) rmSync(path.join(current.directory, name))
  for (const [name, text] of Object.entries(filesOf(current))) {
    writeFileSync(path.join(current.directory, name), text)
  }
}
