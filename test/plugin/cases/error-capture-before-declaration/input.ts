import { task } from 'verdigris'

export async function run() {
  const early = task('early', () => late)
  const own: number = await task('own', () => own)
  {
    await task('block', () => [late, hoisted])
  }
  const later = () => task('later', () => late)
  class Fields {
    field = task('field', () => late)
    static shared = task('static', () => [late, after])
  }
  const late = 1
  var hoisted = 2
  let after = 3
  return [early, own, later, Fields, hoisted]
}
