import { task } from 'verdigris'
import { Engine } from './engine'

function inject(target: unknown, key: unknown) {}
class Gear {}
export class Service {
  @inject engine?: Engine
  @inject gear?: Gear
}
export const work = () => task('metadata', () => [new Engine(), new Gear()])
