import { task } from 'verdigris'

export default function twice(n: number) {
  return n * 2
}

export const run = () => task('default', () => twice(4))
