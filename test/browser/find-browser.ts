// Finds a browser for the browser tests, or installs Debian's.

import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/** The browser's program, or why there is none. */
export type Browser = { executable: string } | { missing: string }

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const PLACES = [
  '/usr/bin/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Takes `CHROMIUM_PATH`, or what is installed, or installs it where that needs no questions.
 * @throws if `CHROMIUM_PATH` names nothing that can be run
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const given = env.CHROMIUM_PATH
  if (given) {
    if (isProgram(given)) return { executable: given }
    throw new Error(`CHROMIUM_PATH is ${given}, which cannot be run`)
  }
  const installed = findInstalled(env)
  if (installed !== undefined) return { executable: installed }
  const problem = await installFromDebian(env)
  const executable = problem === undefined ? findInstalled(env) : undefined
  if (executable !== undefined) return { executable }
  return {
    missing: `no Chromium or Chrome is installed, and ${problem ?? 'the package brought none'}. Install one, or set CHROMIUM_PATH.`,
  }
}

function findInstalled({ PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  const directories = PATH.split(path.delimiter).filter((directory) => directory !== '')
  const onPath = directories.flatMap((each) => NAMES.map((name) => path.join(each, name)))
  return [...onPath, ...PLACES].find(isProgram)
}

/** Returns why it could not. */
async function installFromDebian(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!existsSync('/usr/bin/apt-get')) return 'this is no Debian to install it on'
  if (process.getuid?.() !== 0) return 'only root can install it (apt-get install chromium)'
  const apt = async (...args: string[]): Promise<void> => {
    await promisify(execFile)(
      '/usr/bin/apt-get',
      ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args],
      {
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
        timeout: INSTALL_TIMEOUT_MS,
      },
    )
  }
  try {
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', 'chromium')
    return undefined
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    return `installing it failed: ${stderr.trim().split('\n').at(-1) || message}`
  }
}

/** A hundred megabytes, from wherever. */
const INSTALL_TIMEOUT_MS = 300_000

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
