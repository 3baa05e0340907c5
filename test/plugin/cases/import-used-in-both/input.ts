import { task } from 'verdigris'
import { crash, safe, shared } from './native'

export const local = safe(shared)
export const run = () => task('native', () => crash(shared))
