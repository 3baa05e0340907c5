import { open } from './native'
import { Engine } from './engine'
export default () => () => [open(), new Engine().name]
