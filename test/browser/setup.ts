// Runs once before the browser tests: finds the browser that they use.

import type { TestProject } from 'vitest/node'

import { findBrowser, type Browser } from './find-browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    browser: Browser
  }
}

export async function setup(project: TestProject): Promise<void> {
  const browser = await findBrowser()
  if ('missing' in browser) console.warn(`The browser tests are skipped: ${browser.missing}`)
  project.provide('browser', browser)
}
