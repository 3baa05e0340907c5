import { task } from 'verdigris'
import path = require('node:path')
import join = path.posix.join

export const work = () => task('require', () => join('a', 'b'))
