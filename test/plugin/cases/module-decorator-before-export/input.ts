import { task } from 'verdigris'

const prefix = 'decorated'
const name = (value: unknown) => value as never
@name export class Only {
  name = prefix
}

export const run = () => task('decorator', () => new Only().name)
