// A test with a page in a real browser. Where there is no browser, the test is skipped and says why.

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'

/** What a test gets: pages of its own, closed when it has ended. */
export interface BrowserTest {
  openPage: (url: string, options?: BrowserContextOptions) => Promise<Page>
}

/** Also fails if a page has written an error to its console, or has asked another server for anything. */
export const browserTest = test.extend<{ browser: Browser } & BrowserTest>({
  browser: [
    // oxlint-disable-next-line no-empty-pattern -- Vitest reads the names from it.
    async ({}, use) => {
      const found = inject('browser')
      if ('missing' in found) throw new Error(found.missing)
      const browser = await chromium.launch({ executablePath: found.executable, args: ARGUMENTS })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  openPage: async ({ browser }, use) => {
    const pages: Page[] = []
    const complaints: string[] = []
    await use(async (url, options = {}) => {
      const { origin } = new URL(url)
      const context = await browser.newContext(options)
      const page = await context.newPage()
      pages.push(page)
      // Below the test's own limit, so that what was waited for is named.
      page.setDefaultTimeout(10_000)
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          complaints.push(message.text())
      })
      page.on('request', (request) => {
        const asked = new URL(request.url())
        if (asked.protocol !== 'data:' && asked.origin !== origin) complaints.push(request.url())
      })
      await page.goto(url)
      return page
    })
    for (const page of pages) await page.context().close()
    expect(complaints).toEqual([])
  },
})

/** For `describe.skipIf(noBrowser)`; the reason is printed once, before all tests. */
export const noBrowser = 'missing' in inject('browser')

const ARGUMENTS = [
  // Its sandbox needs rights that containers do not give.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  // It would ask its maker's servers for this and that.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
