// What the hooks ask for and no cache has: compiles and links, and keeps the results for the next start.

import { compile } from './compile.ts'
import { link } from './link.ts'
import type { Project } from './project.ts'
import { writeCompiled, writeLinked, type CompiledFile, type LinkedFile } from './store.ts'

export type Request =
  | { type: 'compile'; project: Project; key: string; file: string; source: string }
  | { type: 'link'; project: Project; key: string; file: string }

export type Answer<R extends Request> = R extends { type: 'compile' } ? CompiledFile : LinkedFile

export async function answer<R extends Request>(request: R): Promise<Answer<R>>
export async function answer(request: Request): Promise<CompiledFile | LinkedFile> {
  const { project, key, file } = request
  if (request.type === 'compile') {
    const compiled = await compile(file, request.source, project)
    writeCompiled(project.cache, key, compiled)
    return compiled
  }
  const linked = await link(file, project)
  writeLinked(project.cache, key, linked)
  return linked
}
