export default ({ offset, start }) => {
  const work = () => start + offset
  async function again(): Promise<number> {
    return offset + work()
  }
  return again
}
