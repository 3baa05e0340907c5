// What Rollup, Rolldown and Vite differ in, as the hooks that they share ask for it.

import type { BuildOptions } from 'esbuild'
import type { TransformPluginContext } from 'rollup'

import type { TransformResult } from '../transform.ts'
import type { MapBefore } from '../written-text.ts'
import type { BuildState } from './build-state.ts'

/** What differs between the hosts of the family. */
export interface FamilyHost {
  root: string
  /** For the link: `define`, and how JSX is compiled. */
  linkOptionsOf: (context: unknown) => BuildOptions
  /** How JSX in the files themselves is compiled. */
  jsxOptionsOf: (context: unknown) => BuildOptions
  /** Whether the library and Node's modules stay external, whatever the host would do with them. */
  leavesNodeAlone: (context: unknown) => boolean
  /** Which environment a hook runs for; each has a build of its own. */
  environmentOf: (context: unknown) => object
  /** Why a call site cannot work where `context` builds for, if so. */
  refuseSite: (context: unknown) => string | undefined
  /** Changes a file of the library that the host bundles. */
  editLibrary?: (
    context: TransformPluginContext,
    code: string,
  ) => { code: string; map: null } | null
  /** What others have made of a module before us, where they may have compiled it. */
  findMapBefore?: (
    context: TransformPluginContext,
    id: string,
    code: string,
  ) => MapBefore | undefined
  /** Told what `transform` has made of a module. */
  noteCompiled?: (
    context: unknown,
    id: string,
    code: string,
    result: TransformResult | null,
  ) => void
  /** What stands in worker code for the url of an emitted file. By default, its `file:` url. */
  writeFileUrl?: (name: string) => string
  /** Links and writes at once, in a dev server. Returns the path, or `undefined` in a build. */
  serve?: (
    context: TransformPluginContext,
    file: string,
    state: BuildState,
  ) => Promise<string | undefined>
}
