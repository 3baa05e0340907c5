import lib, { base } from './lib.js'
export default () => () => (n) => lib(n) + base
