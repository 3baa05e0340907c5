import { task } from 'verdigris'

export async function run() {
  const log: string[] = []
  const open = (name: string) => ({
    name,
    async [Symbol.asyncDispose]() {
      await null
    },
  })
  async function use(name: string) {
    await using resource = open(name)
    return resource.name
  }
  void log
  return task('resources', async () => [await use('a'), await use('b')])
}
