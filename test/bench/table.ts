// Figures for people.

import type { Comparison } from './comparison.ts'

export function printTable(comparisons: readonly Comparison[]): void {
  for (const { name, aim, ours, theirs } of comparisons) {
    const ratio = ours.medianMs / theirs.medianMs
    console.log(`\n${name} (median of ${ours.rounds} rounds, in turn)`)
    for (const { what, medianMs } of [theirs, ours]) {
      console.log(`  ${what.padEnd(36)}${medianMs.toFixed(1).padStart(8)} ms`)
    }
    const verdict = ratio <= aim ? 'within' : 'above'
    console.log(
      `  ${'ratio'.padEnd(36)}${ratio.toFixed(2).padStart(8)}     ${verdict} the aim of ${aim}`,
    )
  }
}
