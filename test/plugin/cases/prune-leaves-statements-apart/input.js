import { task } from 'verdigris'
let a = 1
const b = a
import { used } from './lib'
/* apart */ // really
;[a] = [b + 1]
const c = () => a
import { other } from './lib'
(a = 3)

export const run = async () => [a, b, c(), await task('apart', () => used + other)]
