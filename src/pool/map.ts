// Calls a function with each item of a source, some at a time, and gives the results as they are read. Holds at
// most twice as many items as run: what is read slowly is not run ahead of, and the source is not read ahead.

/** How a call ended, as `Promise.allSettled` says it. */
type Outcome = PromiseSettledResult<unknown>

export interface MapCallsOptions {
  /** Calls at a time. */
  concurrency: number
  isOrdered: boolean
  /** Failures are results too. */
  settles: boolean
}

type Source = Iterator<unknown> | AsyncIterator<unknown>

export async function* mapCalls(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  call: (item: unknown) => Promise<unknown>,
  options: MapCallsOptions,
): AsyncGenerator<unknown, void, undefined> {
  const { concurrency, isOrdered, settles } = options
  const source: Source =
    Symbol.asyncIterator in Object(items)
      ? (items as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      : (items as Iterable<unknown>)[Symbol.iterator]()
  /** In the order in which they are to be read: that of the items, or of their ends. */
  const line: { outcome?: Outcome }[] = []
  let running = 0
  let isStopped = false
  let isReading = false
  let hasFailed = false
  let sourceEnd: { error?: unknown } | undefined
  let wake: () => void = () => {}
  const change = (): void => wake()
  const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve))

  const begin = (item: unknown): void => {
    const place: { outcome?: Outcome } = {}
    running++
    if (isOrdered) line.push(place)
    const end = (outcome: Outcome): void => {
      running--
      place.outcome = outcome
      if (!isOrdered) line.push(place)
      void feed()
      change()
    }
    call(item).then(
      (value) => end({ status: 'fulfilled', value }),
      (reason: unknown) => end({ status: 'rejected', reason }),
    )
  }
  const hasRoom = (): boolean => {
    const held = isOrdered ? line.length : line.length + running
    return !isStopped && sourceEnd === undefined && running < concurrency && held < 2 * concurrency
  }
  const feed = async (): Promise<void> => {
    if (isReading) return
    isReading = true
    try {
      while (hasRoom()) {
        const step = await source.next()
        if (step.done === true) sourceEnd = {}
        else {
          const item = await step.value // as `for await` does it
          if (!isStopped) begin(item)
        }
      }
    } catch (error) {
      sourceEnd = { error }
    } finally {
      isReading = false
      change()
    }
  }

  try {
    for (;;) {
      void feed()
      const outcome = line[0]?.outcome
      if (outcome !== undefined) {
        line.shift()
        if (outcome.status === 'rejected' && !settles) {
          hasFailed = true
          throw outcome.reason
        }
        yield settles || outcome.status === 'rejected' ? outcome : outcome.value
      } else if (sourceEnd !== undefined && running === 0 && line.length === 0) {
        if ('error' in sourceEnd) throw sourceEnd.error
        return
      } else {
        await changed()
      }
    }
  } finally {
    isStopped = true
    // A source that is being waited for would answer only after that.
    const ending = sourceEnd === undefined ? source.return?.() : undefined
    // Nor may what it says then hide why this has ended.
    if (isReading || hasFailed) Promise.resolve(ending).catch(() => {})
    else await ending
  }
}
