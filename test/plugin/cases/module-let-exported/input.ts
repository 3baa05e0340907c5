import { task } from 'verdigris'

export let limit = 3
export const run = () => task('exported', () => limit)
