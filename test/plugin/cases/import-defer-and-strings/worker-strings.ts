import { 'a-b' as dashed, default as main } from './lib'
import defer * as later from './later'
export default () => () => [dashed, main, later.value]
