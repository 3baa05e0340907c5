import { task } from 'verdigris'

const ready = await Promise.resolve(3)

export const run = () => task('await', () => ready)
