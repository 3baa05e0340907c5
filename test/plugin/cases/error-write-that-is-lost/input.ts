import { task } from 'verdigris'

let result = ''
export const run = async () => {
  await task('lost', () => { result = 'done' })
  return result
}
export let published = 0
export const publish = () => task('published', () => { published = 1 })
