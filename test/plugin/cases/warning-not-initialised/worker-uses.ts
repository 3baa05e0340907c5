import process from 'node:process'
import { settings, library, logger } from './lib'
const registry = new Map<string, number>()
const config = { verbose: false }
const list = [3]
const app = createApp()
function createApp() {
  return { use: async (_: string) => {}, print: () => {} }
}
export default () => () => [registry, config, list, app, settings, library, logger, process]
