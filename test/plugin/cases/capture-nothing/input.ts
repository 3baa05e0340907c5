import { task } from 'verdigris'

export const run = () => task('nothing', () => 6 * 7)
