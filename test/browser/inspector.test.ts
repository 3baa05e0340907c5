// The inspector of Vite's dev server, looked at in a browser.

import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { createServer, type InlineConfig, type ViteDevServer } from 'vite'
import { describe, expect, onTestFinished } from 'vitest'

import { createApp, type App } from '../bundlers/app.ts'
import { viteConfig } from '../bundlers/hosts.ts'
import { browserTest, noBrowser } from './browser-test.ts'

const PROGRAM = `import { task, worker } from 'verdigris'
import { shout } from './lib/shout'

const LANGUAGE = 'eng'

export function unrelated() {
  const first = 1
  const second = 2
  return first + second
}

export async function read(image: string, limit: number) {
  const clip = (text: string) => text.slice(0, limit)
  return task('ocr', async () => {
    const inner = await task('inner', () => pad(image))
    return clip(shout(LANGUAGE + image + inner))
  })
}
export const codec = () => worker('<b>codec</b>', () => (text: string) => text)
function pad(text: string, image = ' ') {
  return image + text
}
`

describe.skipIf(noBrowser)('the inspector', () => {
  browserTest('shows what became of a call', async ({ openPage }) => {
    const { url } = await startApp()
    const page = await openPage(`${url}#ssr/ocr`)
    expect(await page.locator('h1').textContent()).toBe('ocr')
    expect(await page.locator('.where').first().textContent()).toBe(
      'task src/app.ts:14:10 · environment ssr',
    )
    expect(await page.locator('nav a .name').allTextContents()).toEqual([
      'ocr',
      'inner',
      '<b>codec</b>',
    ])
    expect(await captured(page)).toEqual([
      'by value: image line 12, limit line 12',
      'as code: clip line 13',
      'copied: LANGUAGE line 4',
      'imported: task verdigris, shout ./lib/shout',
      'calls: inner',
    ])
    expect(await shownLines(page, 'caller')).toContain(
      `14   return task(__verdigris_site('ocr', 'src/app.ts:14:10', __verdigris_bundle), () => ({ image, limit }))`,
    )
    expect(await shownLines(page, 'worker')).toEqual(
      expect.arrayContaining([
        `2 import { shout } from './lib/shout'`,
        `4 const LANGUAGE = 'eng'`,
        '+ export default ({ image, limit }) => {',
      ]),
    )
    const source = await shownLines(page, 'source')
    expect(source).toContain(`4 const LANGUAGE = 'eng'`)
    expect(source).not.toContain('7   const first = 1')
    await page.locator('.pane.source .fold').first().click()
    expect(await shownLines(page, 'source')).toContain('7   const first = 1')
  })

  browserTest('shows that the process of another label makes a call', async ({ openPage }) => {
    const { url } = await startApp()
    const page = await openPage(`${url}#ssr/ocr`)
    await page.getByRole('link', { name: 'inner', exact: true }).click()
    await page.getByRole('heading', { name: 'inner', level: 1 }).waitFor()
    expect(await page.locator('.pane.caller h2').textContent()).toContain(
      'The process of "ocr" runs',
    )
    expect(await page.locator('.pane.caller .capture').allTextContents()).toEqual(['image'])
    // The parameter that hides it is another variable.
    expect(await markedLines(page, 'worker')).toEqual([
      "20 function [pad](text: string, image = ' ') {",
      '15 export default ({ [image] }) => () => [pad]([image])',
    ])
  })

  browserTest('follows edits, without anybody asking for the file', async ({ openPage }) => {
    const { app, url } = await startApp()
    const page = await openPage(`${url}#ssr/ocr`)
    await page.locator('h1').waitFor()

    app.edit('src/app.ts', `const LANGUAGE = 'eng'`, `const LANGUAGE = 'deu'`)
    await page.locator('.pane.worker', { hasText: `'deu'` }).waitFor()

    app.edit('src/app.ts', 'return clip(', 'limit = 2; return clip(')
    await page.getByText('does not compile. Below is what it was').waitFor()
    await page.getByText('capture-assigned').first().waitFor()
    expect(await shownLines(page, 'worker')).toContain(`4 const LANGUAGE = 'deu'`)

    app.edit('src/app.ts', 'limit = 2; return clip(', 'return ] clip(')
    await page.getByText('does not parse. Below is what it was').waitFor()

    app.edit('src/app.ts', 'return ] clip(', 'return clip(')
    await page.locator('.message').waitFor({ state: 'detached' })

    app.remove('src/app.ts')
    await page.getByText('No call has been compiled yet').waitFor()
  })

  browserTest('shows an edit from before it was opened', async ({ openPage }) => {
    const { app, url, server } = await startApp()
    const seen = new Promise((resolve) => server.watcher.once('change', resolve))
    app.edit('src/app.ts', `const LANGUAGE = 'eng'`, `const LANGUAGE = 'deu'`)
    await seen
    const page = await openPage(`${url}#ssr/ocr`)
    await page.locator('.pane.worker', { hasText: `'deu'` }).waitFor()
  })

  browserTest('can be used with the keyboard alone', async ({ openPage }) => {
    const { url } = await startApp()
    const page = await openPage(`${url}#ssr/ocr`)
    await page.locator('h1').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('inn')
    expect(await page.locator('nav a').count()).toBe(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'inner', level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const chip = page.getByRole('button', { name: 'image' })
    expect(await chip.getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('.capture.chosen').first().textContent()).toBe('image')
    await page.keyboard.press('Escape')
    expect(await chip.getAttribute('aria-pressed')).toBe('false')
  })

  const looks = ['light', 'dark'] as const
  const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } }
  for (const colorScheme of looks) {
    for (const [name, viewport] of Object.entries(sizes)) {
      browserTest(`is readable: ${colorScheme}, ${name}`, async ({ openPage }) => {
        const { app, url } = await startApp()
        const page = await openPage(`${url}#ssr/ocr`, { colorScheme, viewport })
        await page.locator('h1').waitFor()
        await expectReadable(page)
        app.edit('src/app.ts', 'return clip(', 'limit = 2; return clip(')
        await page.locator('.message').first().waitFor()
        await expectReadable(page)
      })
    }
  }

  browserTest('says so when nothing is compiled, below a base of its own', async ({ openPage }) => {
    const { url } = await startApp({ base: '/deep/down/' }, false)
    expect(new URL(url).pathname).toBe('/deep/down/__verdigris/')
    const page = await openPage(url.replace(/\/$/, ''))
    await page.getByText('No call has been compiled yet').waitFor()
    expect((await page.request.get(`${url}package.json`)).status()).toBe(404)
  })
})

/** A served app, with its program compiled. */
async function startApp(
  more: InlineConfig = {},
  isCompiled = true,
): Promise<{ app: App; server: ViteDevServer; url: string }> {
  const app = createApp()
  app.write('src/app.ts', PROGRAM)
  const server = await createServer({
    ...viteConfig(app),
    ...more,
    appType: 'custom',
    server: { host: '127.0.0.1', port: 0 },
    optimizeDeps: { noDiscovery: true },
  })
  onTestFinished(() => server.close())
  await server.listen()
  if (isCompiled) await server.environments.ssr.transformRequest('/src/app.ts')
  const [base = ''] = server.resolvedUrls?.local ?? []
  return { app, server, url: `${base}__verdigris/` }
}

async function captured(page: Page): Promise<string[]> {
  const groups = await page.locator('.captured > div').all()
  return Promise.all(
    groups.map(async (group) => {
      const title = await group.locator('h2').evaluate((node) => node.firstChild?.textContent)
      const chips = await group.locator('.chip').allTextContents()
      return `${title?.trim()}: ${chips.join(', ')}`
    }),
  )
}

/** The lines of a pane that are not folded, each behind its number. */
async function shownLines(page: Page, pane: string): Promise<string[]> {
  return page.locator(`.pane.${pane} .line`).evaluateAll((lines) =>
    lines.map((line) => {
      const [number, code] = line.children
      return `${number?.textContent} ${code?.textContent?.trimEnd()}`
    }),
  )
}

/** The lines of a pane in which captured variables are marked, with the marks. */
async function markedLines(page: Page, pane: string): Promise<string[]> {
  const lines = page.locator(`.pane.${pane} .line`, { has: page.locator('.capture') })
  return lines.evaluateAll((all) =>
    all.map((line) => {
      for (const mark of line.querySelectorAll('.capture'))
        mark.textContent = `[${mark.textContent}]`
      return `${line.children[0]?.textContent} ${line.children[1]?.textContent?.trimEnd()}`
    }),
  )
}

/** Nothing is cut off at the side, and nothing is wrong by the rules of accessibility, contrast included. */
async function expectReadable(page: Page): Promise<void> {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(overflow).toBeLessThanOrEqual(0)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
  expect(found).toEqual([])
}
