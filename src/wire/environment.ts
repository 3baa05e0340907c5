// How a parent and its child find each other before the first frame: names in the environment, the
// descriptor of the wire, and the place where a child remembers its own bundle. PROTOCOL.md.

/** Says to a child which worker module it is. Taken out of the environment before user code runs. */
export const LABEL_VARIABLE = 'VERDIGRIS_LABEL'

/** In place of a label, for a process that takes the calls of every worker module of its bundle. No label is empty. */
export const ANY_LABEL = ''

/** How many processes of this library are above a process. Stays in the environment of user code. */
export const DEPTH_VARIABLE = 'VERDIGRIS_DEPTH'

/** A program, its task, that task's task, and so on: enough for any design, too few for a fork storm. */
export const MAX_DEPTH = 5

/** The descriptor of the wire in the child. */
export const WIRE_FD = 3

/** Key on `globalThis` under which a child keeps `{ path, build }` of its bundle, for its own tasks. */
export const OWN_BUNDLE: symbol = Symbol.for('verdigris.bundle')

/** Key on `globalThis` for a map from labels to bundles, where files have bundles of their own: a dev server. */
export const LABEL_BUNDLES: symbol = Symbol.for('verdigris.bundles')

/** What the child's runtime is called in stacks, whatever file it was read from. */
export const RUNTIME_NAME = 'verdigris:runtime'

/** How many processes of this library are above this one. */
export function currentDepth(): number {
  const depth = Number(process.env[DEPTH_VARIABLE] ?? 0)
  return Number.isSafeInteger(depth) && depth > 0 ? depth : 0
}
