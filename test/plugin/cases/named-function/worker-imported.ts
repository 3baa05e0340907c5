import { work as imported } from './lib'
export default () => imported
