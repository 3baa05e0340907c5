import { task } from 'verdigris'

let result: unknown
{
  const word = 'block'
  const show = () => word
  result = task('block', () => show())
}
if (result) {
  function declared() {
    return [declared.name]
  }
  result = Promise.all([result, task('branch', () => declared())])
}

export const run = () => result
