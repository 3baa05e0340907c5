import { task } from 'verdigris'

function warm() {
  return task.prewarm('inner')
}

export async function run() {
  const local = () => task.prewarm('inner', { cwd: '/' })
  return task('outer', async () => {
    await warm()
    await local()
    await task.prewarm('inner')
    return task('inner', () => 1)
  })
}
