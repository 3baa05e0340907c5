import { task } from 'verdigris'

export default class Box {
  size = 3
}

export const run = () => task('default', () => new Box().size)
