import { task } from 'verdigris'
import process from 'node:process'
import { settings, library, logger } from './lib'

const registry = new Map<string, number>()
registry.set('a', 1)
registry.set('b', 2)
const config = { verbose: false }
config.verbose = true
const list = [3]
export function add(n: number) {
  list.push(n)
}
const state = { names: [] as string[] }
state.names.push('a')
class Plugins {
  static readonly all: string[] = []
}
Plugins.all.push('a')
const defaults = new Map<string, number>()
defaults['set']('a', 1)
const app = createApp()
await app.use('plugin')
app.print()
settings.quality = 5
library.configure({})
library.codecs.register('jpeg')
logger.info('started')
process.on('exit', () => {})
function createApp() {
  return { use: async (_: string) => {}, print: () => {} }
}

export const work = () =>
  task('uses', () => [
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
  ])
