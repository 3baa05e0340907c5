import { task } from 'verdigris'

declare const __VERSION__: string
declare function reportMissing(): void
declare global {
  var extra: number
}

export const run = () => task('ambient', () => [typeof __VERSION__, typeof reportMissing, typeof extra])
