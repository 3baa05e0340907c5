import { task } from 'verdigris'

const secret = 1
function evaluate(code: string) {
  return eval(code)
}
export const run = (code: string) => [
  task('direct', () => eval('secret')),
  task('copied', () => evaluate(code)),
  task('indirect', () => (0, eval)(code)),
  task('shadowed', (eval = (x: string) => x) => eval(code)),
  task('passed', () => [code].map(eval)),
  secret,
]
