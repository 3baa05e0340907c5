// The kernel's out-of-memory killer, called in for real: a program in a control group with a limit.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { buildProgram } from './build-program.ts'

const LIMIT_BYTES = 220 * 1024 * 1024
const group = makeGroup()

afterAll(() => {
  if (group !== undefined) rmdirSync(group)
})

describe('the out-of-memory killer', () => {
  // Control groups need privileges; without them there is no way to call it in.
  it.skipIf(group === undefined)('is told from others who kill', async () => {
    const program = await buildProgram('oom')
    const join = `echo $$ > ${group}/cgroup.procs && exec "$@"`
    const output = execFileSync('sh', ['-c', join, 'sh', process.execPath, program], {
      encoding: 'utf8',
    })
    expect(output.trim().split('\n')).toEqual(['SIGKILL out-of-memory', 'SIGKILL killed'])
  })
})

function makeGroup(): string | undefined {
  const isVersion1 = /:memory:/.test(readFileSync('/proc/self/cgroup', 'utf8'))
  const root = isVersion1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup'
  const dir = `${root}/verdigris-test-${process.pid}`
  try {
    mkdirSync(dir)
    writeFileSync(`${dir}/${isVersion1 ? 'memory.limit_in_bytes' : 'memory.max'}`, `${LIMIT_BYTES}`)
    return dir
  } catch {
    return undefined
  }
}
