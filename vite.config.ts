// The project's own config: how the playground is built, and how the tests run.

import { defineConfig } from 'vitest/config'

export default defineConfig(async ({ command }) => ({
  // The package by its own name: `npm run demo` has built it. Tests do not come this way.
  plugins: command === 'build' ? [(await import('verdigris/vite')).default()] : [],
  build: { ssr: 'playground/demo.ts', outDir: 'playground/dist', target: 'node20' },
  ssr: { external: ['verdigris'] },
  test: {
    // On Node 20 this variable alone adds 75 ms to the start of every process.
    // Spares outlive the test that they were started in: those that are about them ask for them.
    env: { NODE_EXTRA_CA_CERTS: '', VERDIGRIS_SPARES: '0' },
    pool: 'forks',
    reporters: process.env.CI ? ['default', './test/count-reporter.ts'] : ['default'],
    projects: [
      project('unit', ['test/*.test.ts', 'test/unit/**/*.test.ts'], 0),
      project('plugin', ['test/plugin/**/*.test.ts'], 0),
      project('types', ['test/types/**/*.test.ts'], 0),
      project('bundlers', ['test/bundlers/**/*.test.ts'], 1),
      // Real children, with time limits: one file at a time, so that they do not wait for each other.
      project('process', ['test/process/**/*.test.ts'], 2),
      project('browser', ['test/browser/**/*.test.ts'], 3),
      project('web', ['test/web/**/*.test.ts'], 4),
      project('docs', ['test/docs/**/*.test.ts'], 5),
    ],
  },
}))

function project(name: string, include: string[], groupOrder: number) {
  const usesBrowser = name === 'browser' || name === 'web'
  const startsProcesses = ['process', 'bundlers', 'docs'].includes(name) || usesBrowser
  return {
    extends: true as const,
    test: {
      name,
      include,
      exclude: ['**/fixtures/**', '**/cases/**', '**/node_modules/**', '**/dist/**'],
      sequence: { groupOrder },
      maxWorkers: name === 'process' || usesBrowser ? 1 : 2,
      testTimeout: startsProcesses ? 30_000 : 10_000,
      hookTimeout: 60_000,
      globalSetup: [
        ...(startsProcesses ? ['test/global-setup.ts'] : []),
        ...(usesBrowser ? ['test/browser/setup.ts'] : []),
      ],
      // The built package runs as users run it: loaded by Node, not by the test runner.
      server: { deps: { external: [/\/dist\/(src|plugin)\//] } },
    },
  }
}
