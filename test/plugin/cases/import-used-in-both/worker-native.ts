import { crash, shared } from './native'
export default () => () => crash(shared)
