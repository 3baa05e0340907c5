import { task } from 'verdigris'

// verdigris-ignore-next-line label-not-literal
export const run = (name: string) => task(name, () => 1)
