import { task } from 'verdigris'

export const good = () => task('good', () => 1)
export const bad = (name: string) => task(name, () => 1)
