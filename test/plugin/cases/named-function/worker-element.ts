import * as lib from './lib'
export default () => lib['work']
