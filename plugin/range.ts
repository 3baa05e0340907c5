// Stretches of the source, and what lies in them.

/** A stretch of the source. */
export interface Range {
  start: number
  end: number
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end
}

/** Of `sorted`, which is in the order of the source, those that start within `range`. */
export function startingWithin<T extends { start: number }>(
  sorted: readonly T[],
  range: Range,
): readonly T[] {
  return sorted.slice(firstStartingAt(sorted, range.start), firstStartingAt(sorted, range.end))
}

/** Index of the first that starts at or after `offset`. */
export function firstStartingAt(
  sorted: readonly ({ start: number } | null)[],
  offset: number,
): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle]?.start ?? Infinity) < offset) low = middle + 1
    else high = middle
  }
  return low
}
