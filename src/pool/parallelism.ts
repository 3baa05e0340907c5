// How many processes can really run at a time: what the CPU quota of the container allows, which may be
// far less than the host's cores.
import { node } from '../wire/node.ts'

/** The text of a file, or undefined if it is not there or may not be read. */
export type ReadFile = (path: string) => string | undefined

interface Mount {
  /** The directory of the file system that is mounted here: `/`, unless it is a bind mount. */
  root: string
  point: string
  type: string
  options: readonly string[]
}

/**
 * At least 1. Asked anew each time, as a quota may be changed while the program runs; it takes
 * less than a millisecond, and a pool asks once.
 */
export function availableParallelism(): number {
  // It counts the CPUs that the scheduler may use. Of the quota it knows since libuv 1.49: Node 20 does not.
  const cores = node.os.availableParallelism()
  return process.platform === 'linux' ? Math.min(cores, cpuQuota(readFile)) : cores
}

/**
 * The processors that the CPU quotas of this process's control groups allow: whole ones, at least 1,
 * `Infinity` without a quota. Rounded down, as Rust's `std::thread::available_parallelism` does
 * (library/std/src/sys/thread/unix.rs, `mod cgroups`): one process more than the quota stops all of them
 * for a part of each period.
 */
export function cpuQuota(read: ReadFile): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').map(parseGroup)
  const mounts = (read('/proc/self/mountinfo') ?? '').split('\n').flatMap(parseMount)
  // A hybrid set-up has both, and the CPU controller in one of them: the other has no such files.
  const v1 = groups.find(({ controllers }) => controllers.includes('cpu'))
  const v1Mounts = mounts.filter(
    ({ type, options }) => type === 'cgroup' && options.includes('cpu'),
  )
  const v2 = groups.find(({ id }) => id === '0')
  const v2Mounts = mounts.filter(({ type }) => type === 'cgroup2')
  const quotas = [
    ...groupAndAncestors(v1?.path, v1Mounts).map((directory) => quotaV1(directory, read)),
    ...groupAndAncestors(v2?.path, v2Mounts).map((directory) => quotaV2(directory, read)),
  ]
  return Math.max(1, Math.floor(Math.min(...quotas)))
}

/** One line of /proc/self/cgroup, cgroups(7): `4:cpu,cpuacct:/docker/1f`, or `0::/user.slice` for version 2. */
function parseGroup(line: string): { id: string; controllers: string[]; path: string } {
  const [id = '', controllers = '', ...path] = line.split(':') // a path may have colons of its own
  return { id, controllers: controllers.split(','), path: path.join(':') }
}

/** One line of /proc/self/mountinfo, proc_pid_mountinfo(5): `36 35 98:0 /root /point rw master:1 - type source options` */
function parseMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ')
  const [, , , root, point] = before.split(' ').map(unescapeOctal)
  const [type, , options] = after.split(' ')
  if (root === undefined || point === undefined || type === undefined) return []
  return [{ root, point, type, options: options?.split(',') ?? [] }]
}

/** The kernel writes a space of a path as `\040`. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/** The directories of a group and of all groups around it that can be seen: each may have a quota. */
function groupAndAncestors(path: string | undefined, mounts: readonly Mount[]): string[] {
  const mount = mounts.find(({ root }) => isInside(path, root)) ?? mounts[0]
  if (mount === undefined) return []
  // A group outside what is mounted (`/../other` in a namespace) is not there to be read: the root is
  // what is left, and a container runtime mounts the container's own group as the root.
  const names = isInside(path, mount.root) ? segments(path).slice(segments(mount.root).length) : []
  return [...names.keys(), names.length].map((depth) =>
    ['', ...segments(mount.point), ...names.slice(0, depth)].join('/'),
  )
}

function isInside(path: string | undefined, root: string): path is string {
  if (path === undefined || segments(path).includes('..')) return false
  const names = segments(path)
  return segments(root).every((name, index) => name === names[index])
}

function segments(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

/** `cpu.max` is `max 100000` or `150000 100000`; the topmost group has none. */
function quotaV2(directory: string, read: ReadFile): number {
  const [quota, period] = read(`${directory}/cpu.max`)?.trim().split(' ') ?? []
  return ratio(quota, period)
}

/** Without a quota it is -1. */
function quotaV1(directory: string, read: ReadFile): number {
  return ratio(read(`${directory}/cpu.cfs_quota_us`), read(`${directory}/cpu.cfs_period_us`))
}

function ratio(quota: string | undefined, period: string | undefined): number {
  const processors = Number(quota) / Number(period)
  return processors > 0 ? processors : Infinity // neither for NaN nor for -1
}

function readFile(path: string): string | undefined {
  try {
    return node.fs.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
