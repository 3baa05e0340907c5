// Each test in a process of its own. Two of them fail, on purpose: one crashes, one hangs.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { task } from 'verdigris'

import { pause, strlen } from '../native.ts'

const limits = { timeout: 1000 }

describe('strlen', () => {
  test('counts bytes', () =>
    task('strlen counts bytes', limits, () => {
      assert.equal(strlen('copper'), 6)
      assert.equal(strlen('é'), 2)
    }))

  test('crashes on purpose', () =>
    task('strlen crashes', limits, () => {
      assert.equal(strlen(null), 0)
    }))

  for (const word of ['', 'zinc', 'verdigris']) {
    test(`counts "${word}"`, () =>
      task('strlen counts a word', limits, () => {
        assert.equal(strlen(word), word.length)
      }))
  }
})

describe('pause', () => {
  test('hangs on purpose', () =>
    task('pause hangs', limits, () => {
      assert.equal(pause(), -1)
    }))

  test('is a function', async () => {
    // What needs the runner, such as a mock, is done with what the closure returns.
    assert.equal(await task('type of pause', limits, () => typeof pause), 'function')
  })
})
