// Node's modules, as the whole runtime takes them. To `import` a built-in module also builds its ES facade,
// which reads every export once: that of `node:fs` loads `fs/promises`, that of `node:stream` its promises, and
// so on. Taken this way they cost a program that imports this package 2 ms less.
//
// Marked pure, so that the worker bundle holds only those that the child uses.
const take = process.getBuiltinModule

export const buffer: typeof import('node:buffer') = /* @__PURE__ */ take('node:buffer')
export const childProcess: typeof import('node:child_process') =
  /* @__PURE__ */ take('node:child_process')
export const fs: typeof import('node:fs') = /* @__PURE__ */ take('node:fs')
export const os: typeof import('node:os') = /* @__PURE__ */ take('node:os')
export const path: typeof import('node:path') = /* @__PURE__ */ take('node:path')
export const stream: typeof import('node:stream') = /* @__PURE__ */ take('node:stream')
export const url: typeof import('node:url') = /* @__PURE__ */ take('node:url')
export const util: typeof import('node:util') = /* @__PURE__ */ take('node:util')
