// What every line of the benchmark is given.

export interface Setting {
  /** What is measured is built into it. */
  folder: string
  app: typeof import('./app.ts')
  /** Folder of the files that the peers start. */
  workers: string
  /** Fewer rounds, and less of what grows. */
  isQuick: boolean
  /** Only what is ours: a profile is being written. */
  isOurs: boolean
}
