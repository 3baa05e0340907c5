// Checks for calls that a worker module makes while it is loaded: repeated work at best, and processes
// that start processes for ever at worst.

import type { CallSite } from './call-sites.ts'
import type { FileModel } from './captures.ts'
import type { Declaration } from './declarations.ts'
import type { Finding } from './diagnostics/diagnostic.ts'
import { callReachesItself, copyRunsCall } from './diagnostics/state.ts'
import { initialHandle } from './handles.ts'
import type { Slice } from './reach.ts'
import type { Use } from './scope.ts'
import { contains, startingWithin } from './range.ts'

interface LoadCall {
  from: CallSite
  to: CallSite
  use: Use
}

/** What is wrong with calls in copied initialisers, across all slices of a file. */
export function checkCycles(model: FileModel, slices: readonly Slice[]): Finding[] {
  const calls = slices.flatMap((slice) => loadCalls(model, slice))
  return calls.map((call) => {
    const describe = canReturn(calls, call) ? callReachesItself : copyRunsCall
    return describe(call.use, call.use.name, call.to)
  })
}

function loadCalls(model: FileModel, slice: Slice): LoadCall[] {
  return [...slice.declarations].flatMap(([declaration, use]) => {
    const sites = startingWithin(model.sites, declaration).filter((site) =>
      runsOnLoad(model, declaration, site),
    )
    if (sites.length === 0) return []
    // That it is used at all is an error by itself, which says more.
    if (use.variable !== undefined && initialHandle(model, use.variable) !== undefined) return []
    return sites.map((to) => ({ from: slice.site, to, use }))
  })
}

// Whether nothing delays the call: no function and no instance member around it.
function runsOnLoad(model: FileModel, declaration: Declaration, site: CallSite): boolean {
  const { parents } = model.syntax
  for (let node = parents.get(site.call); node; node = parents.get(node)) {
    if (!contains(declaration, node)) return true
    if (node.type.includes('Function')) return false
    if (node.type === 'PropertyDefinition' && !node.static) return false
  }
  return true
}

function canReturn(calls: readonly LoadCall[], start: LoadCall): boolean {
  const visited = new Set<CallSite>()
  const queue = [start.to]
  for (let site = queue.pop(); site !== undefined; site = queue.pop()) {
    if (site === start.from) return true
    if (visited.has(site)) continue
    visited.add(site)
    for (const call of calls) if (call.from === site) queue.push(call.to)
  }
  return false
}
