export default () => {
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
  return async () => [await use('a'), await use('b')]
}
