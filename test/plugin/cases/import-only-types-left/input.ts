import { task } from 'verdigris'
import { type Handle, open } from './native'
import { Engine } from './engine'

export const handles: Handle[] = []
export const engine: Engine | undefined = undefined
export const run = () => task('types', () => [open(), new Engine().name])
