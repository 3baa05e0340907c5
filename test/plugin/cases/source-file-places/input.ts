import { task } from 'verdigris'

const here = import.meta.url
export const work = () =>
  task('places', async () => [here, import.meta.dirname, import.meta.filename, __filename, __dirname, await import('./x')])
