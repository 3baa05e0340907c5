import path = require('node:path')
const { basename } = path
export default () => () => [path.dirname('/a/b'), basename('/a/b')]
