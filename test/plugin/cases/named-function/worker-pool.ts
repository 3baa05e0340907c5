import * as lib from './lib'
export default () => lib.setup
