// Tells the kernel's out-of-memory killer from anybody else who sends SIGKILL: it counts its victims for
// each control group (cgroups(7): `memory.events` of version 2, `memory.oom_control` of version 1).
import { node } from '../wire/node.ts'

const ROOT = '/sys/fs/cgroup'

let killsBefore: number | undefined

/** Remembers how often the killer has struck so far. Called before the first process is started. */
export function noteOomKills(): void {
  killsBefore ??= countOomKills()
}

/** True if it has struck in this control group, once for each time that it has. */
export function hasOomKilled(): boolean {
  const before = killsBefore ?? 0
  if (countOomKills() <= before) return false
  killsBefore = before + 1
  return true
}

/** 0 where there is no such counter. */
function countOomKills(): number {
  if (process.platform !== 'linux') return 0
  for (const path of counterPaths()) {
    const [, count] = /^oom_kill (\d+)$/m.exec(read(path)) ?? []
    if (count !== undefined) return Number(count)
  }
  return 0
}

/** Of the own group, then of the root that a container sees, which is its own group under another name. */
function counterPaths(): string[] {
  const groups = read('/proc/self/cgroup')
  const [, unified] = /^0::(.*)$/m.exec(groups) ?? []
  const [, memory] = /^\d+:(?:\S+,)?memory(?:,\S+)?:(.*)$/m.exec(groups) ?? []
  return [
    ...(memory === undefined ? [] : [`${ROOT}/memory${memory}/memory.oom_control`]),
    ...(unified === undefined ? [] : [`${ROOT}${unified}/memory.events`]),
    `${ROOT}/memory/memory.oom_control`,
    `${ROOT}/memory.events`,
  ]
}

function read(path: string): string {
  try {
    return node.fs.readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
