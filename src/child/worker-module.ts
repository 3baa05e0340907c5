// Types only: what the build makes of a closure, as the child loads it.
import type { Codec, CustomTypes } from '../wire/codec.ts'

/** A generated worker module. */
export interface WorkerModule {
  /** Gives the closure back its captured variables. */
  default: (captured: unknown) => () => unknown
  types?: CustomTypes
}

/** A worker module that has been evaluated, and the codec that knows its types. */
export interface Loaded {
  module: WorkerModule
  codec: Codec
}
