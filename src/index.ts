// The public API, and nothing else.
export { task } from './task.ts'
export type { PrewarmOptions, TaskOptions } from './task.ts'
export { worker } from './worker.ts'
export { pool } from './pool.ts'
export { supervise } from './supervise.ts'
export { closeAll } from './close-all.ts'
export type * from './calls.ts'
export type * from './handles.ts'
// All of it, and not by name: `CrossingTypes` is there to be augmented, which a named export cannot be.
export type * from './crossable.ts'
export type {
  Backoff,
  CallOptions,
  MapOptions,
  OutputOption,
  PoolOptions,
  ProcessOptions,
  RestartOptions,
  SuperviseOptions,
  WorkerOptions,
} from './options.ts'
export type { CustomType, CustomTypes } from './wire/codec.ts'
export {
  ClosedError,
  CrashError,
  MessageTooLargeError,
  NotCompiledError,
  OptionError,
  ProtocolError,
  QueueFullError,
  RestartLimitError,
  SerializationError,
  StartError,
  TimeoutError,
  UnknownLabelError,
  VerdigrisError,
} from './errors.ts'
export type { Direction, Exit, ExitReason, Kind, Outcome, Phase } from './errors.ts'
