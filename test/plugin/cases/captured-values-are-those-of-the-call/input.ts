import { task } from 'verdigris'

export async function run() {
  const results: Promise<number>[] = []
  for (let i = 0; i < 3; i++) results.push(task('index', () => i * 10))
  return Promise.all(results)
}
