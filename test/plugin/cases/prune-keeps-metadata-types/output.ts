import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { Engine } from './engine'

function inject(target: unknown, key: unknown) {}
export class Service {
  @inject engine?: Engine
}
export const work = () => task(__verdigris_site('metadata', 'input.ts:8:27', __verdigris_bundle), () => ({}))
