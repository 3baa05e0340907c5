// What goes to a child with a call: the variables that a closure captures, the arguments of a method.
import { problemError } from './process/failures.ts'
import type { SiteFacts } from './site.ts'
import { Transfer } from './transfer.ts'
import type { Codec } from './wire/codec.ts'
import { checkSize, detachedCopyOf, type Payload } from './wire/frame.ts'
import { WireError } from './wire/problem.ts'

/**
 * Encodes values that go to a child.
 * @param buffers that are moved, not copied; they stay as they are if it throws
 * @throws SerializationError, MessageTooLargeError, OptionError
 */
export function encodeGiven(
  value: unknown,
  codec: Codec,
  maxMessageBytes: number,
  direction: 'captured' | 'argument',
  facts: SiteFacts,
  buffers: readonly ArrayBuffer[] = NONE,
): Payload {
  const option = direction === 'captured' ? 'task.transfer' : 'with.transfer'
  const transfer = buffers.length > 0 ? new Transfer(buffers, option, facts) : undefined
  transfer?.check()
  try {
    const payload = codec.encode(value)
    checkSize(payload, maxMessageBytes)
    return transfer === undefined ? detach(payload) : transfer.take(payload)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw problemError(
      { ...facts, phase: 'queued', outcome: 'not-executed', cause: error.cause },
      error.problem,
      direction,
    )
  }
}

const NONE: readonly ArrayBuffer[] = []

/** The bytes as they are now: the call may wait, and be sent again, while the program goes on writing to them. */
function detach(payload: Payload): Payload {
  const { text, attachments, isDetached = false } = payload
  if (attachments.length === 0 || isDetached) return payload
  return { text, attachments: attachments.map(detachedCopyOf) }
}
