import { unused } from './polyfill'
export default () => () => __dirname + typeof unused
