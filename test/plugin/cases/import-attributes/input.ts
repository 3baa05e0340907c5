import { task } from 'verdigris'
import data from './data.json' with { type: 'json' }
import * as all from './data.json' with { type: 'json' }

export const run = () => task('json', () => [data.kind, all.default])
