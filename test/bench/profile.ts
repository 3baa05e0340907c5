// CPU profiles of what is ours in a line: of the program that makes the calls, and of the processes that it starts.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

const LIMIT_MS = 300_000
const PROGRAM = 'program.cpuprofile'

export function writeProfiles(bench: string, folder: string, name: string): void {
  const target = path.join(folder, 'profiles', name)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const flags = ['--cpu-prof', `--cpu-prof-dir=${target}`, `--cpu-prof-name=${PROGRAM}`]
  spawnSync(process.execPath, [...flags, bench, '--quick', '--ours', name], {
    stdio: 'inherit',
    timeout: LIMIT_MS,
    env: { ...process.env, VERDIGRIS_BENCH_PROFILES: target },
  })
  const files = readdirSync(target)
  const place = path.relative(process.cwd(), target)
  const processes = files.filter((file) => file !== PROGRAM).length
  console.log(
    `\n${place}: ${files.includes(PROGRAM) ? PROGRAM : 'no profile of the program'}, and ${processes} of processes.`,
  )
  console.log(
    'Open them in the developer tools of a browser, or at chrome://inspect, "Performance".',
  )
}
