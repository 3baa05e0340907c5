// Other versions of Node to run programs on, from the packages that hold its binary. Installed when a test first
// asks; a machine that cannot have them runs what it can, and says so.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const VERSIONS = { 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' } as const
const CACHE = path.resolve(import.meta.dirname, '../node_modules/.cache/verdigris-nodes')

export type Major = keyof typeof VERSIONS

/** Path of a binary, or why there is none. */
export type OtherNode = { path: string } | { missing: string }

export async function installNode(major: Major): Promise<OtherNode> {
  const name = `node-${process.platform}-${process.arch}`
  const directory = path.join(CACHE, VERSIONS[major])
  const binary = path.join(directory, 'node_modules', name, 'bin/node')
  try {
    if (!existsSync(binary)) await install(`${name}@${VERSIONS[major]}`, directory)
    const { stdout } = await promisify(execFile)(binary, ['--version'])
    if (stdout.trim() !== `v${VERSIONS[major]}`) throw new Error(`it says it is ${stdout}`)
    return { path: binary }
  } catch (error) {
    const [reason] = String(error).trim().split('\n').slice(-1)
    return { missing: `Node ${VERSIONS[major]} cannot be had here: ${reason}` }
  }
}

/** Aside and then into place: another run may want the same. */
async function install(what: string, directory: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const fresh = mkdtempSync(path.join(CACHE, 'new-'))
  try {
    writeFileSync(path.join(fresh, 'package.json'), '{}')
    const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', what]
    await promisify(execFile)('npm', args, { cwd: fresh, timeout: 50_000 })
    if (!existsSync(directory)) renameSync(fresh, directory)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
