import { task } from 'verdigris'

const text = await task('read', () => 'text')
const shout = text.toUpperCase()
const length = await task('count', () => shout.length)
export const run = () => [text, length]
