// Tells those who ask what goes on: the channels of node:diagnostics_channel `verdigris:task`,
// `verdigris:call` and `verdigris:process`, each with the events of a tracing channel. Costs a look at a
// counter while nobody subscribes.
import type { TracingChannel } from 'node:diagnostics_channel'
import { node } from '../wire/node.ts'

/** A task, a call of a worker or pool, the life of a process. */
export type TracedName = 'task' | 'call' | 'process'

/** What subscribers of `verdigris:task` get. */
export interface TaskContext {
  label: string
  callSite: string
  /** The fresh process that has the call, once there is one. A process of the label that no call has is a spare. */
  pid: number | undefined
}

const nameToChannel = new Map<TracedName, TracingChannel<unknown, object>>()

/**
 * Runs `run`, and tells of it: `start` and `end` around the call, `asyncStart` and `asyncEnd` around the end of
 * its promise, `error` if that rejects. Subscribers get `context`, to which `result` or `error` is added.
 */
export function trace<Value, Context extends object>(
  name: TracedName,
  makeContext: () => Context,
  run: (context: Context | undefined) => Promise<Value>,
): Promise<Value> {
  const channel = channelOf(name)
  if (!channel.hasSubscribers) return run(undefined)
  const context = makeContext()
  return channel.tracePromise(() => run(context), context)
}

/** True if somebody has asked. */
export function isTraced(name: TracedName): boolean {
  return channelOf(name).hasSubscribers
}

function channelOf(name: TracedName): TracingChannel<unknown, object> {
  const known = nameToChannel.get(name)
  if (known !== undefined) return known
  const channel = node.diagnosticsChannel.tracingChannel<unknown, object>(`verdigris:${name}`)
  nameToChannel.set(name, channel)
  return channel
}
