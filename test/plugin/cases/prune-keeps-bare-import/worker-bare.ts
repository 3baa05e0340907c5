import { a } from './setup'
export default () => () => a
