import { task } from 'verdigris'
import { load } from './native'

const lib = load('libc')
export const run = () => task('lib', () => lib)
