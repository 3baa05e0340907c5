import { worker } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const parser = await worker(__verdigris_site('parser', 'input.ts:5:22', __verdigris_bundle), { env: { MODE: 'strict' } }, () => ({}))
export const run = () => parser.call.parseAll(['1', '2'])
export { parser, parser as default }
