// Which of some names somebody may have meant.

/** At most three names near `wanted`, the nearest first. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase()
  return names
    .map((name) => ({ name, distance: distanceBetween(lower, name.toLowerCase()) }))
    .filter(({ name, distance }) => {
      const isPart = lower !== '' && name.toLowerCase().includes(lower)
      return isPart || distance <= Math.max(2, wanted.length / 3)
    })
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Levenshtein's distance: letters to insert, remove or replace. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [line, letter] of a.split('').entries()) {
    const next = [line + 1]
    for (let at = 1; at <= b.length; at += 1) {
      const [above = 0, left = 0, corner = 0] = [row[at], next[at - 1], row[at - 1]]
      next.push(Math.min(above + 1, left + 1, corner + (b[at - 1] === letter ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
