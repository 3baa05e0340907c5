// The public API, and nothing else.
export { task } from './task.ts'
// All of it, and not by name: `CrossingTypes` is there to be augmented, which a named export cannot be.
export type * from './crossable.ts'
export type { Backoff, CallOptions, OutputOption, TaskOptions } from './options.ts'
export type { CustomType, CustomTypes } from './wire/codec.ts'
export {
  CrashError,
  MessageTooLargeError,
  NotCompiledError,
  OptionError,
  ProtocolError,
  SerializationError,
  StartError,
  TimeoutError,
  UnknownLabelError,
  VerdigrisError,
} from './errors.ts'
export type { Direction, Exit, ExitReason, Outcome, Phase } from './errors.ts'
