// How many restarts are too many. Pure: the clock comes in, a verdict goes out.

export interface RestartLimitOptions {
  /** Restarts within the period that are allowed; one more gives up. `Infinity` never does. */
  intensity: number
  periodMs: number
}

/** The rule of Erlang/OTP's `supervisor`: intensity 1 in 5 s means that the second within 5 s is too many. */
export class RestartLimit {
  readonly #intensity: number
  readonly #periodMs: number
  readonly #now: () => number
  /** When the restarts of the last period were made, oldest first: never more than the intensity. */
  readonly #times: number[] = []

  constructor({ intensity, periodMs }: RestartLimitOptions, now: () => number) {
    this.#intensity = intensity
    this.#periodMs = periodMs
    this.#now = now
  }

  /** Counts one more restart, which may be made; or gives false: it must not, and is not counted. */
  note(): boolean {
    if (this.#intensity === Infinity) return true
    const now = this.#now()
    // `add_restart` in OTP's stdlib, supervisor.erl: one that is exactly as old as the period still counts.
    while (this.#times.length > 0 && Number(this.#times[0]) < now - this.#periodMs) {
      this.#times.shift()
    }
    if (this.#times.length >= this.#intensity) return false
    this.#times.push(now)
    return true
  }

  /** Forgets all restarts: for one that somebody asked for. */
  reset(): void {
    this.#times.length = 0
  }
}
