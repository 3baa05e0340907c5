import { task } from 'verdigris'
import { 'a-b' as dashed, default as main } from './lib'
import defer * as later from './later'

export const work = () => task('strings', () => [dashed, main, later.value])
