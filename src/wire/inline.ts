// A worker bundle that is part of the program's one output file: a string of all its files, and how a process
// becomes a worker with it. Code as text, because it runs where nothing of ours has been loaded.

/** Begins the string: `verdigris-bundle(<build id> <name>=<data> <name>=<data> …)`. The first is the entry. */
export const INLINE_MARK = 'verdigris-bundle('

/** What the entry of an inline bundle is called with. */
export interface InlineFiles {
  /** The output file, or the binary, that contains them. */
  program: string
  /** Where they would lie beside it. Nothing is there. */
  directory: string
  /** The file of that name as text. */
  read: (name: string) => string | undefined
  /** Evaluates a CommonJS file in the place that it would have. */
  load: (name: string) => unknown
}

/**
 * A function expression that may be put on one line: takes the string and the path of the program, and runs the entry. Files are unpacked
 * when they are asked for, and evaluated by Node's own module loader, so that `require`, `import()` and stacks
 * are those of a file.
 */
export const START_INLINE = `(text, program) => {
  const node = (name) => process.getBuiltinModule('node:' + name);
  const { dirname, join } = node('path');
  const Module = node('module');
  const directory = join(dirname(program), 'verdigris');
  const parts = text.slice(text.indexOf(' ') + 1, -1).split(' ');
  const read = (name) => {
    const part = parts.find((each) => each.startsWith(name + '='));
    return part && node('zlib').inflateRawSync(Buffer.from(part.slice(name.length + 1), 'base64')).toString();
  };
  const load = (name) => {
    const module = new Module(join(directory, name));
    module.filename = module.id;
    module.paths = Module._nodeModulePaths(directory);
    module._compile(read(name), module.id);
    return module.exports;
  };
  load(parts[0].split('=', 1)[0])({ program, directory, read, load });
}`
