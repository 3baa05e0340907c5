// What a label may be. Labels name worker modules and travel in an environment variable, so both the
// build plugin and the runtime hold them to the same rule.

/** Longest label, in characters: a label is also part of a file name (255 bytes on common file systems). */
export const MAX_LABEL_LENGTH = 100

/** Says why `label` cannot be one, or `undefined` if it can. */
export function labelProblem(label: string): string | undefined {
  if (label.trim() === '') return 'it is empty'
  if (label.length > MAX_LABEL_LENGTH) {
    return `it has ${label.length} characters, the limit is ${MAX_LABEL_LENGTH}`
  }
  // A NUL ends an environment variable early; a line break would break every message that quotes it.
  if (/\p{Cc}/u.test(label)) return 'it contains a control character'
  return undefined
}
