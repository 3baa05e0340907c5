import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
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
  task(__verdigris_site('uses', 'input.ts:35:3', __verdigris_bundle), () => ({}))
