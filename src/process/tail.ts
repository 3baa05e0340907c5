// The last bytes of a stream, for the error of a process that dies.

/** How much of stderr an error keeps: enough for a stack trace and V8's fatal report. */
const TAIL_BYTES = 8 * 1024

export class Tail {
  #chunks: Uint8Array[] = []
  #bytes = 0

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.byteLength
    // Joined only when twice the size is held: each byte is copied at most once more.
    if (this.#bytes > 2 * TAIL_BYTES) {
      const tail = this.#join()
      this.#chunks = [tail]
      this.#bytes = tail.byteLength
    }
  }

  toString(): string {
    return this.#join().toString('utf8')
  }

  #join(): Buffer {
    return Buffer.from(Buffer.concat(this.#chunks).subarray(-TAIL_BYTES))
  }
}
