// CommonJS files of a worker bundle that lie beside its entry. `require` would search for each as if it might be
// anywhere, and for a package.json in all directories above: that takes longer than to run most of them.
import { node } from '../wire/node.ts'

/** Node's own loader, from where it has found the file. */
interface Loader {
  /** What `require.cache` is. */
  _cache: Record<string, NodeJS.Module>
  new (filename: string, parent: NodeJS.Module): LoadedModule
}

interface LoadedModule extends NodeJS.Module {
  _compile: (code: string, filename: string) => unknown
}

/** Gives the exports of the file `name` beside the entry. Throws what it throws. */
export function loadFile(entry: NodeJS.Module, name: string): unknown {
  const Module = node.module.Module as unknown as Loader
  const filename = node.path.join(node.path.dirname(entry.filename), name)
  const code = read(filename)
  const module = new Module(filename, entry)
  module.filename = filename
  module.paths = entry.paths
  Module._cache[filename] = module
  try {
    module._compile(code, filename)
  } catch (error) {
    delete Module._cache[filename]
    throw error
  }
  module.loaded = true
  return module.exports
}

function read(filename: string): string {
  try {
    return node.fs.readFileSync(filename, 'utf8')
  } catch (cause) {
    const detail = `${filename} of the worker bundle cannot be read: was all of it deployed?`
    throw new Error(detail, { cause })
  }
}
