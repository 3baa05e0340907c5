import { task, worker } from 'verdigris'

const { pid } = await worker('codec', () => () => 1)
export const run = () => task('pid', () => pid)
