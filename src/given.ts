// What goes to a child with a call: the variables that a closure captures, the arguments of a method.
import { problemError } from './process/failures.ts'
import type { SiteFacts } from './site.ts'
import type { Codec } from './wire/codec.ts'
import { checkSize, type Payload } from './wire/frame.ts'
import { WireError } from './wire/problem.ts'

/** Encodes values that go to a child. @throws SerializationError, MessageTooLargeError */
export function encodeGiven(
  value: unknown,
  codec: Codec,
  maxMessageBytes: number,
  direction: 'captured' | 'argument',
  facts: SiteFacts,
): Payload {
  try {
    const payload = codec.encode(value)
    checkSize(payload, maxMessageBytes)
    return detach(payload)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw problemError(
      { ...facts, phase: 'queued', outcome: 'not-executed', cause: error.cause },
      error.problem,
      direction,
    )
  }
}

/** The bytes as they are now: the call may wait, and be sent again, while the program goes on writing to them. */
function detach(payload: Payload): Payload {
  const { text, attachments, isDetached = false } = payload
  if (attachments.length === 0 || isDetached) return payload
  return { text, attachments: attachments.map((bytes) => bytes.slice()) }
}
