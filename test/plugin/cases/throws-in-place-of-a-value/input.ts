import { task } from 'verdigris'

const parse = (text: string) => JSON.parse(text) as unknown
export const run = (text = 'true') => task('parse', () => (parse(text) as { deep: { er: 1 } }).deep.er)
