import { task } from 'verdigris'

export async function run() {
  let name = 'declared'
  const greet = () => `hello ${name}`
  const results = []
  for (name of ['first', 'second']) results.push(await task('greet', () => greet()))
  for (let index = 0; index < 2; index += 1) {
    const twice = () => index * 2
    results.push(await task('index', () => twice()))
  }
  name = 'before the call'
  const late = task('late', () => greet())
  return [...results, await late]
}
