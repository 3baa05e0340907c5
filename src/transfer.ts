// Takes memory out of the program for a call, so that large bytes are not copied: the option `transfer`.
import { OptionError } from './errors.ts'
import type { SiteFacts } from './site.ts'
import { isDetached } from './wire/detached.ts'
import { detachedCopyOf, type Payload } from './wire/frame.ts'

/** The buffers that one call takes. */
export class Transfer {
  readonly #buffers: readonly ArrayBuffer[]
  readonly #option: string
  readonly #facts: SiteFacts

  /** @param option its name, for errors */
  constructor(buffers: readonly ArrayBuffer[], option: string, facts: SiteFacts) {
    this.#buffers = buffers
    this.#option = option
    this.#facts = facts
  }

  /** Asked before values are encoded, whose error could not say what has become of the bytes. @throws OptionError */
  check(): void {
    const index = this.#buffers.findIndex(isDetached)
    if (index >= 0) throw this.#error(`[${index}]`, WITH_MEMORY, this.#buffers[index])
  }

  /**
   * Detaches the buffers in the program, and gives the payload on their memory. Other bytes are copied.
   * @throws OptionError
   */
  take({ text, attachments }: Payload): Payload {
    const isListed = new Set<ArrayBufferLike>(this.#buffers)
    // All of it before anything is moved: of a detached buffer every view is empty, and there may be no memory for
    // copies.
    const parts = attachments.map((bytes) => {
      const { buffer, byteOffset, byteLength } = bytes
      return isListed.has(buffer) ? { buffer, byteOffset, byteLength } : detachedCopyOf(bytes)
    })
    const moved = this.#move()
    return {
      text,
      attachments: parts.map((part) => {
        const memory = moved.get(part.buffer)
        return memory === undefined
          ? (part as Uint8Array) // a copy
          : new Uint8Array(memory, part.byteOffset, part.byteLength)
      }),
    }
  }

  /** Gives the memory of each buffer. */
  #move(): ReadonlyMap<ArrayBufferLike | undefined, ArrayBuffer> {
    const buffers = [...this.#buffers]
    const moved = this.#clone(buffers)
    // What may not be moved is copied by Node 20 without a word, and refused by later ones.
    const index = buffers.findIndex((buffer) => !isDetached(buffer))
    if (index >= 0) throw this.#error(`[${index}]`, MOVABLE, buffers[index])
    return new Map(moved.map((memory, i) => [buffers[i], memory]))
  }

  #clone(buffers: ArrayBuffer[]): readonly ArrayBuffer[] {
    try {
      return structuredClone(buffers, { transfer: buffers })
    } catch (error) {
      // The engine does not say which one it is.
      throw buffers.length === 1
        ? this.#error('[0]', MOVABLE, buffers[0], error)
        : this.#error('', `a list in which each is ${MOVABLE}`, buffers, error)
    }
  }

  #error(key: string, expected: string, actual: unknown, cause?: unknown): OptionError {
    const option = `${this.#option}${key}`
    const facts = { ...this.#facts, option, phase: 'queued', outcome: 'not-executed' } as const
    return new OptionError(cause === undefined ? facts : { ...facts, cause }, expected, actual)
  }
}

const WITH_MEMORY =
  'a buffer that has its memory (that of this one was taken, by an earlier call or `structuredClone`: ' +
  'a list is for one call)'

const MOVABLE =
  'a buffer that can be moved (small Buffers lie in one that Node shares, and the memory of WebAssembly stays ' +
  'where it is: leave it out, or list the buffer of a copy, `new Uint8Array(bytes)`)'
