import process from 'node:process'
import { settings, library, logger } from './lib'
const registry = new Map<string, number>()
const config = { verbose: false }
const list = [3]
const state = { names: [] as string[] }
class Plugins {
  static readonly all: string[] = []
}
const defaults = new Map<string, number>()
const app = createApp()
function createApp() {
  return { use: async (_: string) => {}, print: () => {} }
}
export default () => () => [
    registry,
    config,
    list,
    state,
    Plugins,
    defaults,
    app,
    settings,
    library,
    logger,
    process,
  ]
