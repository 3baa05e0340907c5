// What the loader has found in a file, kept where webpack and Rspack keep what they know of a module: it is in
// their caches with the module, and gone with it.

import type { Module, NormalModule } from 'webpack'

import { diagnosticToProblem, type Problem } from '../problem.ts'
import type { CompiledPrewarm, ProgramCall, Site, TransformResult } from '../transform.ts'
import { fromWorkerId, hashText } from '../virtual.ts'

/** What a compiled file is to the build. */
export interface ModuleFacts {
  sites: readonly Site[]
  prewarms: readonly CompiledPrewarm[]
  programCall: ProgramCall | undefined
  errors: readonly Problem[]
  warnings: readonly Problem[]
}

const FIELD = 'verdigris'
const BUNDLE_QUERY = 'verdigris-bundle'

/** Notes what `transform` has made of `code`, for which a module that is built again may have an older note. */
export function noteFacts(module: Module, code: string, result: TransformResult | null): void {
  const buildInfo = (module.buildInfo ??= {})
  if (result) buildInfo[FIELD] = writeFacts(code, result)
  else delete buildInfo[FIELD]
}

/** As text: the caches take no classes. */
function writeFacts(code: string, result: TransformResult): string {
  const problemsOf = (severity: string): Problem[] =>
    result.diagnostics
      .filter((diagnostic) => diagnostic.severity === severity)
      .map((diagnostic) => diagnosticToProblem(diagnostic, code))
  const { sites, prewarms, programCall } = result
  const noted: NotedFacts = {
    code,
    // Worker modules are compiled when they are asked for.
    sites: sites.map(({ workerModule, ...site }) => ({ ...site, lang: workerModule.lang })),
    prewarms,
    programCall,
    errors: problemsOf('error'),
    warnings: problemsOf('warning'),
  }
  return JSON.stringify(noted)
}

/** What was noted of a module; `undefined` for the many that are none of ours. */
export function factsOf(module: Module): ModuleFacts | undefined {
  const text: unknown = module.buildInfo?.[FIELD]
  if (typeof text !== 'string') return undefined
  const { code, sites, ...facts } = JSON.parse(text) as NotedFacts
  return {
    ...facts,
    sites: sites.map(({ lang, ...site }) => ({
      ...site,
      workerModule: { code: '', lang, map: { sourcesContent: [code] } },
    })) as unknown as Site[],
  }
}

type NotedFacts = Omit<ModuleFacts, 'sites'> & {
  code: string
  sites: readonly (Omit<Site, 'workerModule'> & Pick<Site['workerModule'], 'lang'>)[]
}

/** The host id of a module: its file with its query. Loaders named in a request make it another module. */
export function idOf(module: Module): string {
  const { resource, userRequest = '' } = module as Partial<NormalModule>
  if (resource === undefined) return module.identifier()
  if (!userRequest.includes('!')) return resource
  return `${resource}${markFor(resource)}verdigris-request=${hashText(module.identifier())}`
}

/** What a compiled file imports to know where its bundle is: the same file with a query, which no external matches. */
export function toBundleQuery(id: string): string {
  const at = id.indexOf('?')
  return `${at === -1 ? '' : id.slice(at)}${markFor(id)}${BUNDLE_QUERY}`
}

/** The compiled file that a bundle module belongs to, or `undefined` if `id` is none. */
export function fromBundleQuery(id: string): string | undefined {
  return id.endsWith(BUNDLE_QUERY) ? id.slice(0, -BUNDLE_QUERY.length - 1) : undefined
}

/** Whether `id` is a file of the program, and not one that we made of it. */
export function isOwnFile(id: string): boolean {
  return fromWorkerId(id) === undefined && fromBundleQuery(id) === undefined
}

function markFor(id: string): string {
  return id.includes('?') ? '&' : '?'
}
