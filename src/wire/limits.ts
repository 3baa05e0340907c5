// Every limit of the wire, in one object that options override.

export interface Limits {
  /** Largest message in either direction, in bytes: text and attachments together. */
  maxMessageBytes: number
}

export const DEFAULT_LIMITS: Limits = {
  // Twice the largest payload that people move in one piece, half of what one Buffer can hold on Node 20.
  maxMessageBytes: 2 ** 31,
}
