import legacy = require('verdigris')
import other = require('node:path')
const { task } = require('verdigris')
const later = () => import(`verdigris`)
const unrelated = [import('./verdigris'), require('./verdigris'), require(name)]
export { legacy, other, task, later, unrelated }
