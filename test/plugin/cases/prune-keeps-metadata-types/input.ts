import { task } from 'verdigris'
import { Engine } from './engine'

function inject(target: unknown, key: unknown) {}
export class Service {
  @inject engine?: Engine
}
export const work = () => task('metadata', () => new Engine())
