import { used } from './lib'
/* apart */ // really
;
import { other } from './lib'
export default () => () => used + other
