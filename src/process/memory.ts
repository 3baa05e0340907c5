// Watches how much memory a process really has. V8's own limit does not see native memory (Buffers,
// addons, mapped files that were written to), and the kernel's limits need privileges.
import { node } from '../wire/node.ts'

// Often enough to catch what fills memory as fast as the machine can (a few GB/s), seldom enough to cost
// nothing: one read takes about 20 microseconds.
const INTERVAL_MS = 25
// Elsewhere a look is a process of its own.
const INTERVAL_WITHOUT_PROC_MS = 250
const KIB = 1024

/** Calls `onExceeded` once if the resident size of `pid` passes `limitBytes`. Gives a function that ends the watch. */
export function watchMemory(
  pid: number,
  limitBytes: number,
  onExceeded: (residentBytes: number) => void,
): () => void {
  const look = (bytes: number): void => {
    if (bytes <= limitBytes) return
    clearInterval(timer)
    onExceeded(bytes)
  }
  const isLinux = process.platform === 'linux'
  const timer = setInterval(
    () => (isLinux ? look(readResident(pid)) : askResident(pid, look)),
    isLinux ? INTERVAL_MS : INTERVAL_WITHOUT_PROC_MS,
  ).unref()
  return () => clearInterval(timer)
}

/** `VmRSS` of proc_pid_status(5), in bytes; 0 for a process that is gone. */
function readResident(pid: number): number {
  try {
    const [, kib] =
      /^VmRSS:\s+(\d+)/m.exec(node.fs.readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return Number(kib ?? 0) * KIB
  } catch {
    return 0
  }
}

/** The resident size of a process in bytes; `undefined` if it is gone or the system does not tell. */
export function residentBytes(pid: number): number | undefined {
  if (process.platform === 'linux') return readResident(pid) || undefined
  try {
    const kib = node.childProcess.execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])
    return Number(kib) * KIB || undefined
  } catch {
    return undefined
  }
}

function askResident(pid: number, look: (bytes: number) => void): void {
  node.childProcess.execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
    if (error === null) look(Number(stdout.trim()) * KIB)
  })
}
