import { pool, task } from 'verdigris'

export const run = (size = 3) =>
  task('batch', async () => {
    await using shared = await pool({ size })
    return [shared.size, await task('item', { pool: shared }, () => size)]
  })
