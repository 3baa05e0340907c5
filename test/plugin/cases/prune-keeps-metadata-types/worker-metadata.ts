import { Engine } from './engine'
export default () => () => new Engine()
