import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.cts&verdigris'
import path = require('node:path')
const { basename } = path

const run = () => task(__verdigris_site('commonjs', 'input.cts:5:19', __verdigris_bundle), () => ({}))
export { run }
