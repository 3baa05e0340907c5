import { task } from 'verdigris'
import path = require('node:path')
const { basename } = path

const run = () => task('commonjs', () => [path.dirname('/a/b'), basename('/a/b')])
export { run }
