import main, { a, d } from './lib'
import other from './lib'
import { a as x } from './lib'
export default () => () => [main, a, d, other, x]
