import * as lib from './lib'
const made = lib.make('made')
export default () => made
