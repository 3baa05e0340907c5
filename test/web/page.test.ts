// The rest of the page: processes, a pool under load, before and after, orphans, and how it looks.

import path from 'node:path'

import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'

import { browserTest, noBrowser } from '../browser/browser-test.ts'
import { expectNoneLeft, isAlive, markDescendants } from '../process/processes.ts'
import { startedFor, statusOf, withoutTools } from './machine.ts'
import { servePlayground, type Playground } from './serve.ts'

const SHOTS = path.resolve(import.meta.dirname, '.build')

let find: () => number[]
let playground: Playground

beforeAll(async () => {
  find = withoutTools(markDescendants())
  playground = await servePlayground()
})

afterAll(async () => {
  await playground.server.close()
  await expectNoneLeft(find)
})

describe.skipIf(noBrowser)('live processes', () => {
  browserTest('the table is what the system says', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await startLoad(page, 3)
    const pids = await pidsOf(page, 'tr[data-kind="pool"]:not([data-state="dead"])')
    expect(pids).toHaveLength(3)
    expect(new Set(find().filter((pid) => startedFor(pid) === 'load'))).toEqual(new Set(pids))
    for (const pid of pids) {
      const row = page.locator(`tr[data-pid="${pid}"]`)
      const [, shown] = /^(\d+) MiB$/.exec((await cell(row, 'memory')) ?? '') ?? []
      const real = Number.parseInt(statusOf(pid, 'VmRSS')) / 1024
      expect(Math.abs(Number(shown) - real)).toBeLessThan(real / 4)
    }
    const [program = 0] = await pidsOf(page, 'tr[data-kind="program"]')
    expect(Number(statusOf(program, 'PPid'))).toBe(process.pid)
    expect(await pidsOf(page, 'tr[data-kind="server"]')).toEqual([process.pid])
  })

  browserTest('a spare is told from a process that has a call', async ({ openPage }) => {
    const page = await openPage(playground.url)
    const press = async (count: number): Promise<void> => {
      await page.getByRole('button', { name: 'process-exit in a task' }).click()
      await page
        .locator('tr[data-state="dead"]', { hasText: 'process-exit (task)' })
        .nth(count)
        .waitFor()
    }
    await press(0)
    await press(1)
    const spare = page.locator('tr[data-state="spare"]', { hasText: 'process-exit (task)' }).first()
    await spare.waitFor()
    const pid = Number(await spare.getAttribute('data-pid'))
    expect(startedFor(pid)).toBe('process-exit')
    expect(isAlive(pid)).toBe(true)
  })

  browserTest('the chosen signal is really sent', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await startLoad(page, 1)
    const [pid = 0] = await pidsOf(page, 'tr[data-kind="pool"]:not([data-state="dead"])')
    const row = page.locator(`tr[data-pid="${pid}"]`)
    const send = async (signal: string): Promise<void> => {
      await page.getByLabel('Signal to send').selectOption(signal)
      await row.getByRole('button').click()
      await page.getByText(`${signal} was sent to process ${pid}.`).waitFor()
    }
    await send('SIGSTOP')
    await expect.poll(() => statusOf(pid, 'State')).toMatch(/^T/)
    await send('SIGCONT')
    await expect.poll(() => statusOf(pid, 'State')).not.toMatch(/^T/)
    await send('SIGSEGV')
    await page.locator(`tr[data-pid="${pid}"][data-state="dead"]`).waitFor()
    expect(await cell(row, 'state')).toBe('dead: SIGSEGV (segfault)')
    expect(isAlive(pid)).toBe(false)
    const next = page.locator('tr[data-kind="pool"]:not([data-state="dead"])')
    await next.waitFor()
    expect(await cell(next, 'restarts')).toBe('1')
  })
})

describe.skipIf(noBrowser)('a pool under load', () => {
  browserTest('with chaos, callers that try again see no failure', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await startLoad(page, 2)
    await page.locator('label', { hasText: 'Chaos' }).click()
    const without = page.locator('[data-rate="without"]')
    const text = page.locator('.rate-box').first().locator('p').first()
    // Several killed processes have each taken a call along.
    await expect
      .poll(async () => Number.parseInt((await text.textContent()) ?? ''), { timeout: 15_000 })
      .toBeGreaterThanOrEqual(3)
    expect(await without.getAttribute('class')).toContain('bad')
    expect(await page.locator('[data-rate="with"]').textContent()).toBe('0 %')
    expect(await page.locator('.rate-error').first().textContent()).toMatch(
      /^CrashError: Pool "load" .* was killed by SIGKILL/,
    )
    const answered = Number(await page.locator('.chart-latest').first().textContent())
    expect(answered).toBeGreaterThan(20)
    expect(await page.locator('.chart canvas').count()).toBe(3)
    await page.locator('label', { hasText: /^Load$/ }).click()
    await page.getByText('The pool is closed.').waitFor()
    await expect.poll(() => find().filter((pid) => startedFor(pid) === 'load')).toEqual([])
  })

  browserTest('more calls than it can answer wait, and are turned away', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await startLoad(page, 1)
    await page.getByLabel('Calls per second').fill('800')
    await page.locator('.rates', { hasText: 'were turned away' }).waitFor({ timeout: 15_000 })
    await expect
      .poll(async () => Number(await page.locator('.chart-latest').nth(1).textContent()))
      .toBeGreaterThan(300)
  })
})

describe.skipIf(noBrowser)('before and after', () => {
  browserTest('shows what became of a failure of the demo', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await page.getByRole('button', { name: 'half-an-index in a task' }).click()
    await page.locator('.where', { hasText: 'half-an-index' }).waitFor()
    expect(await page.locator('.where').textContent()).toMatch(
      /^half-an-index playground\/failures\.ts:\d+:\d+$/,
    )
    const panes = page.locator('.panes-box .pane pre')
    expect(await panes.allTextContents()).toEqual([
      expect.stringContaining(`return task('half-an-index', { stderr }, () => {`),
      expect.stringMatching(
        /__verdigris_site\('half-an-index'.*\{ stderr \}, \(\) => \(\{ file \}\)/,
      ),
      expect.stringMatching(/export default \(\{ file \}\) => \(\) => \{[^]*\.load\(file\)/),
    ])
    expect(await page.locator('.panes-box .captures li').allTextContents()).toEqual([
      'file copied in by value, when the call is made',
      'Index imported again from usearch',
      'MetricKind imported again from usearch',
    ])
    expect(await panes.first().locator('.tok-keyword').count()).toBeGreaterThan(1)
  })

  browserTest('compiles what is typed, and says what is wrong with it', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await page.locator('.own-result .captures').waitFor()
    expect(await page.locator('.own-result .captures li').allTextContents()).toEqual([
      'text copied in by value, when the call is made',
      'rounds copied in by value, when the call is made',
      'clip travels as code',
      'SALT its declaration is copied',
      'createHash imported again from node:crypto',
    ])
    const editor = page.getByLabel('Your file')
    await editor.fill(
      `import { task } from 'verdigris'\nexport const f = (rounds: number) => task('own', () => rounds++)\n`,
    )
    const diagnostic = page.locator('.own-result .diagnostic.error').first()
    await diagnostic.waitFor()
    expect(await diagnostic.textContent()).toMatch(/playground\/your-file\.ts:2:\d+/)
    await page.locator('.cm-lintRange-error').first().waitFor()
    await editor.fill('export const a = (')
    await page.getByText('This does not parse').waitFor()
    await editor.fill(`process.exit(1)`)
    await page.getByText('There is no call of task, worker or pool').waitFor()
  })
})

describe.skipIf(noBrowser)('orphans', () => {
  browserTest('none is left of a program that was killed', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await page.getByRole('button', { name: 'Kill the program' }).click()
    const heading = page.locator('.report h3')
    await heading.waitFor({ timeout: 20_000 })
    expect(await heading.getAttribute('data-left')).toBe('0')
    const pids = await pidsOf(page, '.orphans li')
    expect(pids).toHaveLength(4)
    for (const pid of pids) expect(isAlive(pid)).toBe(false)
    expect(await page.locator('.orphans li').first().textContent()).toContain('running before')
  })
})

describe.skipIf(noBrowser)('the page', () => {
  browserTest('can be used with the keyboard alone', async ({ openPage }) => {
    const page = await openPage(playground.url)
    await page.locator('.failure').first().waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the crashes')
    await page.keyboard.press('Enter')
    for (let n = 0; n < 3; n++) await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('null-pointer in a task')
    await page.keyboard.press('Enter')
    await page.locator('.outcome-what', { hasText: 'null-pointer in a task, after' }).waitFor()
    // The focus has stayed where it was.
    expect(await focused(page)).toBe('null-pointer in a task')
    await page.locator('#load-size').focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('output[for="load-size"]').textContent()).toBe('3')
    await page.locator('.cm-content').focus()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`document.activeElement?.closest('.editor') === null`)).toBe(true)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    browserTest(`is readable when it is ${colorScheme}`, async ({ openPage }) => {
      const page = await openPage(playground.url, { colorScheme })
      await page.getByRole('button', { name: 'null-pointer in a task' }).click()
      await page.locator('.outcome .fields').waitFor()
      await expectReadable(page, `desktop-${colorScheme}`, { width: 1360, height: 900 })
      await expectReadable(page, `phone-${colorScheme}`, { width: 390, height: 844 })
    })
  }
})

/** Nothing is cut off at the side, and nothing is wrong by the rules of accessibility, contrast included. */
async function expectReadable(
  page: Page,
  name: string,
  viewport: { width: number; height: number },
): Promise<void> {
  await page.setViewportSize(viewport)
  await page.screenshot({ path: `${SHOTS}/${name}-top.png` })
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
  expect(
    await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
  ).toBeLessThanOrEqual(0)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  )
  expect(found).toEqual([])
}

async function startLoad(page: Page, size: number): Promise<void> {
  await page
    .getByLabel('Processes', { exact: false })
    .and(page.locator('#load-size'))
    .fill(String(size))
  await page.locator('label', { hasText: /^Load$/ }).click()
  const living = page.locator(
    'tr[data-kind="pool"]:is([data-state="idle"], [data-state="running"])',
  )
  await expect.poll(() => living.count(), { timeout: 15_000 }).toBe(size)
  await page.locator('.chart-latest', { hasText: /\d/ }).first().waitFor()
}

async function pidsOf(page: Page, selector: string): Promise<number[]> {
  const pids = await page
    .locator(selector)
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-pid')))
  return pids.map(Number)
}

function cell(row: ReturnType<Page['locator']>, name: string): Promise<string | null> {
  return row.locator(`[data-name="${name}"]`).textContent()
}

function focused(page: Page): Promise<string> {
  return page.evaluate(`document.activeElement?.ariaLabel ?? document.activeElement?.textContent`)
}
