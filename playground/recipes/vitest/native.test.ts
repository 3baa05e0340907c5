// Each test in a process of its own. Two of them fail, on purpose: one crashes, one hangs.

import { task } from 'verdigris'
import { describe, expect, test } from 'vitest'

import { pause, strlen } from '../native.ts'

const limits = { timeout: 1000 }

describe('strlen', () => {
  test('counts bytes', () =>
    task('strlen counts bytes', limits, () => {
      expect(strlen('copper')).toBe(6)
      expect(strlen('é')).toBe(2)
    }))

  test('crashes on purpose', () =>
    task('strlen crashes', limits, () => {
      expect(strlen(null)).toBe(0)
    }))

  test.for(['', 'zinc', 'verdigris'])('counts %j', (word) =>
    task('strlen counts a word', limits, () => {
      expect(strlen(word)).toBe(word.length)
    }),
  )
})

describe('pause', () => {
  test('hangs on purpose', () =>
    task('pause hangs', limits, () => {
      expect(pause()).toBe(-1)
    }))

  test('is a function', async () => {
    // What needs the runner, such as a snapshot, is done with what the closure returns.
    const type = await task('type of pause', limits, () => typeof pause)
    expect(type).toMatchInlineSnapshot(`"function"`)
  })
})
