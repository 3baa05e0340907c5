import { Engine } from './engine'
class Gear {}
export default () => () => [new Engine(), new Gear()]
