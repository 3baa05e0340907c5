import path = require('node:path')
import join = path.posix.join
export default () => () => join('a', 'b')
