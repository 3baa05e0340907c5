// What the page and its server say to each other: JSON in requests, and one stream of server-sent events.

/** Where a failure is let loose. */
export type Place = 'program' | 'thread' | 'task'

/** The first event: what does not change while the server runs. */
export interface Hello {
  platform: string
  node: string
  cores: number
  serverPid: number
  failures: readonly FailureInfo[]
  signals: readonly string[]
  /** Why something cannot be done on this machine, by its name. */
  unavailable: Readonly<Record<string, string>>
}

export interface FailureInfo {
  label: string
  package: string
  tried: string
}

/** One beat of the program's clock, in milliseconds of the wall clock, as the program saw it. */
export interface Tick {
  at: number
  pid: number
}

/** The sacrificial program: an ordinary Node process that this page may bring down. */
export interface ProgramState {
  state: 'starting' | 'running' | 'dead'
  pid: number | undefined
  restarts: number
  startedAt: number
  /** How the one before it ended. */
  lastEnd: string | undefined
}

/** What came of a failure. */
export interface Outcome {
  label: string
  place: Place
  /** Whether the program that ran it is still the same one. */
  survived: boolean
  title: string
  /** What arrived, or what was left, as it really prints. */
  printed: string
  fields: Readonly<Record<string, unknown>>
  tookMs: number
}

export type ProcessState = 'starting' | 'spare' | 'idle' | 'running' | 'stopping' | 'dead'

export interface ProcessRow {
  pid: number
  parent: 'server' | 'program' | undefined
  kind: 'server' | 'program' | 'task' | 'worker' | 'pool'
  label: string
  state: ProcessState
  rssBytes: number | undefined
  cpuPercent: number | undefined
  calls: number | undefined
  restarts: number | undefined
  lastWords: string
  startedAt: number
  endedAt: number | undefined
  end: string | undefined
}

export interface LoadSettings {
  isOn: boolean
  size: number
  callsPerSecond: number
  hasChaos: boolean
}

/** What happened in one period of the pool under load. */
export interface LoadSample {
  at: number
  periodMs: number
  settings: LoadSettings
  queued: number
  processes: number
  kills: number
  /** Latencies in milliseconds; `null` if nothing was answered. */
  p50: number | null
  p90: number | null
  p99: number | null
  /** Calls that ended, and those that failed, by the `retries` of the caller. */
  withoutRetries: LoadCount
  withRetries: LoadCount
}

export interface LoadCount {
  done: number
  failed: number
  /** Turned away because the queue was full. */
  refused: number
  lastError: string
}

export interface OrphanReport {
  programPid: number
  children: readonly OrphanChild[]
  /** From the kill to the moment in which none of them was found any more. */
  goneAfterMs: number
  /** Processes that carry the program's mark in their environment, when all was over. */
  left: readonly number[]
  method: string
}

export interface OrphanChild {
  pid: number
  label: string
  /** As the system says, just before the kill: R is running. */
  stateBefore: string
  cpuMsBefore: number
  goneAfterMs: number | undefined
}

export interface CompileResult {
  source: string
  /** The program's file after the transform; as it was if there are errors. */
  program: string
  sites: readonly CompiledSite[]
  diagnostics: readonly CompileDiagnostic[]
  /** The file has a syntax error, or no call. */
  note: string
}

export interface CompiledSite {
  label: string
  where: string
  source: string
  program: string
  workerModule: string
  captured: readonly CapturedName[]
}

export interface CapturedName {
  name: string
  travel: 'value' | 'import' | 'copy' | 'code'
  from?: string
}

export interface CompileDiagnostic {
  severity: 'error' | 'warning'
  code: string
  message: string
  hint: string
  text: string
  from: number
  to: number
}

/** The names of server-sent events, and what each carries. */
export interface Events {
  hello: Hello
  tick: Tick
  program: ProgramState
  processes: ProcessRow[]
  load: LoadSample
}
