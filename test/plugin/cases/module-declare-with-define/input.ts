import { task } from 'verdigris'

declare const __dirname: string
declare const UNDEFINED: unknown
declare function ambient(): void
declare class Nothing {}

export const run = () =>
  task('define', () => [__dirname, typeof UNDEFINED, typeof ambient, typeof Nothing])
