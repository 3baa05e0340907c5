// Node's modules, as the whole runtime takes them: each when it is first used.
//
// To `import` a built-in module also builds its ES facade, which reads every export once: that of `node:fs`
// loads `fs/promises`, that of `node:stream` its promises, and so on. That, and loading what no call has asked
// for yet, was most of what it took to import this package.
const take = process.getBuiltinModule

interface NodeModules {
  readonly asyncHooks: typeof import('node:async_hooks')
  readonly buffer: typeof import('node:buffer')
  readonly childProcess: typeof import('node:child_process')
  readonly diagnosticsChannel: typeof import('node:diagnostics_channel')
  readonly events: typeof import('node:events')
  readonly fs: typeof import('node:fs')
  readonly module: typeof import('node:module')
  readonly net: typeof import('node:net')
  readonly os: typeof import('node:os')
  readonly path: typeof import('node:path')
  readonly perfHooks: typeof import('node:perf_hooks')
  readonly stream: typeof import('node:stream')
  readonly url: typeof import('node:url')
  readonly util: typeof import('node:util')
  readonly v8: typeof import('node:v8')
}

export const node: NodeModules = {
  get asyncHooks() {
    return take('node:async_hooks')
  },
  get buffer() {
    return take('node:buffer')
  },
  get childProcess() {
    return take('node:child_process')
  },
  get diagnosticsChannel() {
    return take('node:diagnostics_channel')
  },
  get events() {
    return take('node:events')
  },
  get fs() {
    return take('node:fs')
  },
  get module() {
    return take('node:module')
  },
  get net() {
    return take('node:net')
  },
  get os() {
    return take('node:os')
  },
  get path() {
    return take('node:path')
  },
  get perfHooks() {
    return take('node:perf_hooks')
  },
  get stream() {
    return take('node:stream')
  },
  get url() {
    return take('node:url')
  },
  get util() {
    return take('node:util')
  },
  get v8() {
    return take('node:v8')
  },
}
