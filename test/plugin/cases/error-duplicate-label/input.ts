import * as v from 'verdigris'
import { task } from 'verdigris'

export const first = () => task('twice', () => 1)
export const nested = () => task('outer', () => task('twice', () => 2))
export const third = () => v.task(`twice`, () => 3)
