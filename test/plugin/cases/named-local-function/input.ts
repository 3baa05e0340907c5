import { task } from 'verdigris'

export async function run(start = 1) {
  const offset = 2
  const work = () => start + offset
  async function again(): Promise<number> {
    return offset + work()
  }
  function* numbers() {
    yield work()
  }
  const streamed = [...((await task('numbers', numbers)) as Iterable<number>)]
  return [await task('work', work), await task('again', again), streamed]
}
