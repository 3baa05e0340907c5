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

/** The stretches that `ranges` cover, apart from each other and in the order of the source. */
export function union(ranges: readonly Range[]): Range[] {
  const covered: Range[] = []
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = covered.at(-1)
    if (last === undefined || start >= last.end) covered.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return covered
}

/** Whether `inner` lies within one of `covered`, which are apart from each other and in order. */
export function isCovered(covered: readonly Range[], inner: Range): boolean {
  const last = covered[firstStartingAt(covered, inner.start + 1) - 1]
  return last !== undefined && contains(last, inner)
}
