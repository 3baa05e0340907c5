// Runs once before the tests that import the package by its own name.

import path from 'node:path'

import { buildPackage } from './build-package.ts'

export async function setup(): Promise<void> {
  await buildPackage(path.dirname(import.meta.dirname))
}
