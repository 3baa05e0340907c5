// Every failure of the page, in every place, by its buttons in a browser, beside the clock.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'

import type { Place } from '../../playground/web/protocol.ts'
import { browserTest, noBrowser } from '../browser/browser-test.ts'
import { expectNoneLeft, markDescendants } from '../process/processes.ts'
import { waitedForCore, withoutTools } from './machine.ts'
import { servePlayground, type Playground } from './serve.ts'
import { followTicks, type Ticks } from './ticks.ts'

/** What the page's own rule is: below it a gap is the machine's noise. */
const GAP_MS = 250

let find: () => number[]
let playground: Playground
let ticks: Ticks

beforeAll(async () => {
  find = withoutTools(markDescendants())
  playground = await servePlayground()
  ticks = await followTicks(playground.url)
})

afterAll(async () => {
  ticks.stop()
  await playground.server.close()
  await expectNoneLeft(find)
})

type Expected = readonly [title: RegExp, survives: boolean]

/** What is known to happen in the program, in a thread, and in a task. */
type Failures = Record<string, Record<Place, Expected>>

const NATIVE: Failures = {
  'null-pointer': sameDeath(/SIGSEGV/),
  abort: sameDeath(/SIGABRT/),
  'double-free': sameDeath(/SIGABRT/),
  'native-exit': sameDeath(/exit code 3/),
  'truncated-map': sameDeath(/SIGBUS/),
  'half-an-index': sameDeath(/SIGABRT|SIGSEGV/),
}

const NO_END: Failures = {
  deadlock: { ...hangs(), thread: [/Nothing can end the thread/, false] },
  'endless-query': hangs(),
  'slow-regex': hangs(),
}

const JAVASCRIPT: Failures = {
  'endless-recursion': endsThread(/exit code 1/),
  'process-exit': endsThread(/exit code 0/),
}

const MEMORY: Failures = {
  // In a thread it depends on the machine which comes first: the limit of memory, or that of time.
  heap: { ...endsThread(/SIGABRT|killed/), thread: [/The thread (alone has|was) ended/, true] },
}

describe.skipIf(noBrowser)('the same crash, three ways', () => {
  browserTest('native code', { timeout: 120_000 }, async ({ openPage }) => {
    await expectOutcomes(await openPage(playground.url), NATIVE)
  })

  browserTest('what never returns', { timeout: 120_000 }, async ({ openPage }) => {
    await expectOutcomes(await openPage(playground.url), NO_END)
  })

  browserTest('JavaScript', { timeout: 120_000 }, async ({ openPage }) => {
    await expectOutcomes(await openPage(playground.url), JAVASCRIPT)
  })

  browserTest('memory, which nobody lets run away', { timeout: 120_000 }, async ({ openPage }) => {
    const page = await openPage(playground.url)
    await expectOutcomes(page, MEMORY)
    await expectOutcome(page, 'native-memory', 'program', [/had to be killed/, false])
    const { title } = await press(page, 'native-memory', 'thread')
    expect(title).toMatch(/had to be killed|The thread was ended/)
    await expectOutcome(page, 'native-memory', 'task', [/CrashError/, true])
    expect(await page.locator('.printed').textContent()).toContain('out-of-memory')
  })

  browserTest('there is a button for every failure and place', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await page.locator('.failure').first().waitFor()
    const labels = await page
      .locator('.failure')
      .evaluateAll((all) => all.map((each) => each.dataset.label))
    const known = Object.keys({ ...NATIVE, ...NO_END, ...JAVASCRIPT, ...MEMORY })
    expect(new Set(labels)).toEqual(new Set([...known, 'native-memory']))
    expect(await page.locator('.place').count()).toBe(3 * labels.length)
  })

  browserTest('the error is shown as it prints, with its fields', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await press(page, 'truncated-map', 'task')
    expect(await page.locator('.printed').textContent()).toMatch(
      /^CrashError: Task "truncated-map" \(failures\.ts:\d+:\d+\) crashed: its process \(pid \d+\) was killed by SIGBUS/,
    )
    const fields = await page
      .locator('.fields')
      .evaluate((list) =>
        Object.fromEntries(
          [...list.querySelectorAll('dt')].map((name) => [
            name.textContent,
            name.nextElementSibling?.textContent,
          ]),
        ),
      )
    expect(fields).toMatchObject({ code: 'ERR_CRASH', signal: 'SIGBUS', reason: 'bus-error' })
    expect(fields).toMatchObject({ phase: 'running', outcome: 'unknown', label: 'truncated-map' })
  })
})

async function expectOutcomes(page: Page, failures: Failures): Promise<void> {
  for (const [label, placeToExpected] of Object.entries(failures)) {
    for (const [place, expected] of Object.entries(placeToExpected) as [Place, Expected][]) {
      await expectOutcome(page, label, place, expected)
    }
  }
}

async function expectOutcome(
  page: Page,
  label: string,
  place: Place,
  [title, survives]: Expected,
): Promise<void> {
  const from = Date.now()
  const waitedBefore = waitedForCore(ticks.pid())
  const outcome = await press(page, label, place)
  const { gapMs, controlMs } = ticks.worstSince(from)
  const what = `${label}, ${place}`
  expect({ what, title: outcome.title }).toEqual({ what, title: expect.stringMatching(title) })
  expect({ what, survived: outcome.survived }).toEqual({ what, survived: String(survives) })
  if (!survives) {
    expect(gapMs, what).toBeGreaterThan(GAP_MS)
    expect(Number(outcome.gap), what).toBeGreaterThan(GAP_MS)
  } else if (place === 'task') {
    // What held up this process as well, or kept the program from a core, was the machine.
    const waitedMs = waitedForCore(ticks.pid()) - waitedBefore
    expect(gapMs, what).toBeLessThan(GAP_MS + controlMs + waitedMs)
  }
}

async function press(
  page: Page,
  label: string,
  place: Place,
): Promise<{ title: string; survived: string | null; gap: string | null }> {
  const item = page.locator(`.failure[data-label="${label}"]`)
  await item.locator(`[data-place="${place}"]`).click()
  const text = place === 'program' ? 'in the program' : `in a ${place}`
  await page
    .locator('.outcome-what', { hasText: `${label} ${text}, after` })
    .waitFor({ timeout: 20_000 })
  const verdict = page.locator('.verdict')
  return {
    title: (await page.locator('.outcome h3').textContent()) ?? '',
    survived: await verdict.getAttribute('data-survived'),
    gap: await verdict.getAttribute('data-gap'),
  }
}

function sameDeath(death: RegExp): Record<Place, Expected> {
  return { program: [death, false], thread: [death, false], task: [/CrashError/, true] }
}

function hangs(): Record<Place, Expected> {
  return {
    program: [/had to be killed/, false],
    thread: [/The thread was ended/, true],
    task: [/TimeoutError/, true],
  }
}

function endsThread(death: RegExp): Record<Place, Expected> {
  return {
    program: [death, false],
    thread: [/The thread alone has ended/, true],
    task: [/CrashError/, true],
  }
}
