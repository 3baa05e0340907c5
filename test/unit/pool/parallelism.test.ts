import os from 'node:os'
import { describe, expect, it } from 'vitest'
import { availableParallelism, cpuQuota } from '../../../src/pool/parallelism.ts'

const V2_MOUNT = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate'
const ROOT_MOUNT = '23 1 254:1 / / rw,relatime shared:1 - ext4 /dev/root rw'

describe('CPU quota, cgroup version 2', () => {
  it.each([
    ['max 100000', Infinity],
    ['100000 100000', 1],
    ['150000 100000', 1],
    ['399999 100000', 3],
    ['400000 100000', 4],
    ['50000 100000', 1],
    ['20000 10000', 2],
    ['nonsense', Infinity],
    ['', Infinity],
  ])('%s allows %d', (text, expected) => {
    expect(quotaOf({ cgroup: '0::/', 'sys/fs/cgroup/cpu.max': `${text}\n` })).toBe(expected)
  })

  it('is the least of the group and all around it', () => {
    const tree = (inner: string, middle: string, outer: string) => ({
      cgroup: '0::/system.slice/app.service/worker',
      'sys/fs/cgroup/system.slice/app.service/worker/cpu.max': inner,
      'sys/fs/cgroup/system.slice/app.service/cpu.max': middle,
      'sys/fs/cgroup/system.slice/cpu.max': outer,
    })
    expect(quotaOf(tree('200000 100000', 'max 100000', '800000 100000'))).toBe(2)
    expect(quotaOf(tree('max 100000', '300000 100000', '800000 100000'))).toBe(3)
    expect(quotaOf(tree('900000 100000', 'max 100000', '800000 100000'))).toBe(8)
    expect(quotaOf(tree('max 100000', 'max 100000', 'max 100000'))).toBe(Infinity)
  })

  it('is not that of a group beside it', () => {
    const files = { cgroup: '0::/a/b', 'sys/fs/cgroup/a/c/cpu.max': '100000 100000' }
    expect(quotaOf(files)).toBe(Infinity)
  })

  it('is found where the groups are mounted', () => {
    const mountinfo = '30 23 0:26 / /run/control\\040groups rw - cgroup2 none rw'
    const files = { cgroup: '0::/a', mountinfo, 'run/control groups/a/cpu.max': '300000 100000' }
    expect(quotaOf(files)).toBe(3)
  })

  it('is found below a mount that shows one group only', () => {
    const mountinfo = '30 23 0:26 /docker/1f /sys/fs/cgroup ro - cgroup2 cgroup rw'
    const cgroup = '0::/docker/1f/init'
    const root = { 'sys/fs/cgroup/cpu.max': '500000 100000' }
    const own = { 'sys/fs/cgroup/init/cpu.max': '200000 100000' }
    expect(quotaOf({ cgroup, mountinfo, ...root })).toBe(5)
    expect(quotaOf({ cgroup, mountinfo, ...root, ...own })).toBe(2)
  })

  it.each([
    ['another group is mounted', '0::/docker/1fa/init', '/docker/1f'],
    ['a part of the group is mounted', '0::/docker', '/docker/1f'],
    ['the group is outside the namespace', '0::/../2e', '/'],
  ])('is that of the root of the mount if %s', (_, cgroup, root) => {
    const mountinfo = `30 23 0:26 ${root} /sys/fs/cgroup ro - cgroup2 cgroup rw`
    const files = {
      'sys/fs/cgroup/cpu.max': '200000 100000',
      'sys/fs/cgroup/init/cpu.max': '100000 100000',
      'sys/fs/2e/cpu.max': '100000 100000',
      'sys/fs/cgroup/../2e/cpu.max': '100000 100000',
    }
    expect(quotaOf({ cgroup, mountinfo, ...files })).toBe(2)
  })

  it('prefers the mount in which the group is', () => {
    const other = '29 23 0:26 /other /mnt/other rw - cgroup2 cgroup2 rw'
    const mountinfo = [ROOT_MOUNT, other, V2_MOUNT, ''].join('\n')
    const files = {
      'mnt/other/cpu.max': '100000 100000',
      'sys/fs/cgroup/app/cpu.max': '600000 100000',
    }
    expect(quotaOf({ cgroup: '0::/app', mountinfo, ...files })).toBe(6)
  })

  it('is found for a group with a colon in its name', () => {
    const files = { cgroup: '0::/a:b:c', 'sys/fs/cgroup/a:b:c/cpu.max': '200000 100000' }
    expect(quotaOf(files)).toBe(2)
  })
})

describe('CPU quota, cgroup version 1', () => {
  const mountinfo = [
    ROOT_MOUNT,
    '32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset',
    '33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct',
  ].join('\n')
  const cgroup = ['5:cpuset:/set', '4:cpu,cpuacct:/docker/1f', '1:name=systemd:/init'].join('\n')
  const inGroup = (group: string, quota: string, period: string) => ({
    [`sys/fs/cgroup/cpu,cpuacct/${group}cpu.cfs_quota_us`]: `${quota}\n`,
    [`sys/fs/cgroup/cpu,cpuacct/${group}cpu.cfs_period_us`]: `${period}\n`,
  })

  it.each([
    ['-1', '100000', Infinity],
    ['250000', '100000', 2],
    ['20000', '100000', 1],
    ['100000', '0', Infinity],
  ])('%s of %s allows %d', (quota, period, expected) => {
    const files = inGroup('docker/1f/', quota, period)
    expect(quotaOf({ cgroup, mountinfo, ...files })).toBe(expected)
  })

  it('is the least of the group and all around it', () => {
    const files = {
      ...inGroup('docker/1f/', '-1', '100000'),
      ...inGroup('docker/', '300000', '100000'),
      ...inGroup('', '500000', '100000'),
    }
    expect(quotaOf({ cgroup, mountinfo, ...files })).toBe(3)
  })

  it('is that of the root of the mount if the group is not there', () => {
    const bound = '33 31 0:30 /docker/2e /cpu rw - cgroup cgroup rw,cpu,cpuacct'
    const files = { 'cpu/cpu.cfs_quota_us': '400000', 'cpu/cpu.cfs_period_us': '100000' }
    expect(quotaOf({ cgroup, mountinfo: bound, ...files })).toBe(4)
  })

  it('counts beside version 2, whichever of them has the controller', () => {
    const unified = '38 31 0:35 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw'
    const hybrid = { cgroup: `${cgroup}\n0::/init`, mountinfo: `${mountinfo}\n${unified}` }
    const v1 = inGroup('docker/1f/', '200000', '100000')
    const v2 = { 'sys/fs/cgroup/unified/init/cpu.max': '700000 100000' }
    expect(quotaOf({ ...hybrid, ...v1 })).toBe(2)
    expect(quotaOf({ ...hybrid, ...v2 })).toBe(7)
  })
})

describe('parallelism', () => {
  it('has no quota where there are no control groups', () => {
    expect(cpuQuota(() => undefined)).toBe(Infinity)
    expect(cpuQuota(() => '')).toBe(Infinity)
    expect(cpuQuota(() => 'neither\nthis\n- nor that')).toBe(Infinity)
  })

  it('is at least 1 and at most the number of cores here', () => {
    expect(availableParallelism()).toBeGreaterThanOrEqual(1)
    expect(availableParallelism()).toBeLessThanOrEqual(os.availableParallelism())
    expect(Number.isInteger(availableParallelism())).toBe(true)
  })
})

/** `cgroup` and `mountinfo` are those of /proc/self; all other names are paths from the root. */
function quotaOf(files: Record<string, string>): number {
  const { cgroup, mountinfo = `${ROOT_MOUNT}\n${V2_MOUNT}\n`, ...rest } = files
  const tree: Record<string, string | undefined> = {
    '/proc/self/cgroup': `${cgroup}\n`,
    '/proc/self/mountinfo': mountinfo,
  }
  for (const [path, text] of Object.entries(rest)) tree[`/${path}`] = text
  return cpuQuota((path) => tree[path])
}
