// A diagnostic as text.

import type { Diagnostic } from './diagnostic.ts'

/** Code, message, place, code frame, related places and hint, one after the other. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { code, message, where, frame, related = [], hint } = diagnostic
  const lines = [`${code}: ${message}`, `  ${where}`, frame]
  for (const place of related) lines.push(`  ${place.message} (${place.where})`, place.frame)
  lines.push(`  hint: ${hint}`)
  return lines.join('\n')
}
