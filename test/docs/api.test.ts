import path from 'node:path'

import { expect, test } from 'vitest'

import { readExports, renderApi } from './api.ts'
import { ROOT } from './blocks.ts'

const exports = readExports()

test('functions, errors, types and the plugin of every host are found', () => {
  const names = exports.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['task', 'worker', 'pool', 'CrashError', 'PoolHandle', 'unplugin']),
  )
  const hosts = exports.filter(({ name }) => name === 'verdigris').map(({ from }) => from)
  expect(hosts.toSorted()).toEqual(
    ['bun', 'esbuild', 'farm', 'rolldown', 'rollup', 'rspack', 'vite', 'webpack'].map(
      (host) => `verdigris/${host}`,
    ),
  )
})

test('no export is without a comment', () => {
  expect(exports.filter(({ text }) => text === '').map(({ name }) => name)).toEqual([])
})

test('no option is without a comment', () => {
  const options = exports.filter(({ name }) => name.endsWith('Options'))
  expect(options.length).toBeGreaterThan(8)
  const silent = options.flatMap(({ name, members }) =>
    members.filter(({ text }) => text === '').map((member) => `${name}.${member.name}`),
  )
  expect(silent).toEqual([])
})

test('docs/api.md is up to date (-u writes it)', async () => {
  await expect(renderApi(exports)).toMatchFileSnapshot(path.join(ROOT, 'docs/api.md'))
})
