import { load } from './native'
const lib = load('libc')
export default () => () => lib
