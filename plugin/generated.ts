// Names and module ids that compiled code contains. The one place where they are spelled.

/** Exports `site`, the run-time form of a label. */
export const INTERNAL_MODULE = 'verdigris/internal'

/** Prefix of the virtual modules that tell a compiled file where its worker bundle is. */
export const BUNDLE_MODULE = 'virtual:verdigris/bundle'

/** Names that compiled code adds: of two imports, and of what a factory is given. */
export interface GeneratedNames {
  site: string
  bundle: string
  captured: string
}

/** Picks names that do not occur in the file, in any scope. */
export function chooseNames(code: string): GeneratedNames {
  const taken = new Set(code.match(/__verdigris_\w+/g))
  return {
    site: freeName('__verdigris_site', taken),
    bundle: freeName('__verdigris_bundle', taken),
    captured: freeName('__verdigris_captured', taken),
  }
}

/** The two import statements. */
export function importStatements(names: GeneratedNames, fileName: string): string {
  return [
    `import { site as ${names.site} } from ${quote(INTERNAL_MODULE)}`,
    `import ${names.bundle} from ${quote(bundleModuleId(fileName))}`,
  ].join('\n')
}

/** A string literal. */
export function quote(text: string): string {
  const json = JSON.stringify(text)
  return /["'\\]/.test(json.slice(1, -1)) ? json : `'${json.slice(1, -1)}'`
}

// One virtual module per file. The end keeps other plugins from taking it for a file with that extension.
function bundleModuleId(fileName: string): string {
  return `${BUNDLE_MODULE}?file=${encodeURIComponent(fileName)}&verdigris`
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  let name = base
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`
  return name
}
