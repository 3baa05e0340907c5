import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { Engine } from './engine'

function inject(target: unknown, key: unknown) {}
class Gear {}
export class Service {
  @inject engine?: Engine
  @inject gear?: Gear
}
export const work = () => task(__verdigris_site('metadata', 'input.ts:10:27', __verdigris_bundle), () => ({}))
