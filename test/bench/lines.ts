// The lines of the benchmark by their names, in the order in which they are measured.

import { measureCompiler } from './compiler.ts'
import { measureCrashes } from './crash.ts'
import { measureGrowths } from './growth.ts'
import { measureIdleMemory } from './idle-memory.ts'
import { measureImports } from './import-time.ts'
import { measureLabels } from './labels.ts'
import { measureLarge } from './large.ts'
import type { Line } from './line.ts'
import { measureLinks } from './links.ts'
import { measureLoopDelay } from './loop-delay.ts'
import { measureOneShot, measureRepeated, measureSustained } from './one-shot.ts'
import type { Setting } from './setting.ts'
import { measureStream } from './stream.ts'
import { measureThroughput } from './throughput.ts'
import { measureTinyCalls } from './tiny-call.ts'
import { measureBytes, measureRecords, measureTypes } from './values.ts'

/** A name may stand for several lines that are measured together. */
export const nameToLines: Readonly<Record<string, (setting: Setting) => Promise<Line[]>>> = {
  'one-shot': measureOneShot,
  repeated: measureRepeated,
  sustained: measureSustained,
  'tiny-call': measureTinyCalls,
  throughput: measureThroughput,
  types: measureTypes,
  records: measureRecords,
  bytes: measureBytes,
  large: measureLarge,
  stream: measureStream,
  crash: measureCrashes,
  'idle-memory': measureIdleMemory,
  'loop-delay': measureLoopDelay,
  import: measureImports,
  labels: measureLabels,
  growth: measureGrowths,
  compiler: measureCompiler,
  links: measureLinks,
}
