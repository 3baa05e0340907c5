export default ({ depth }) => async (n = depth) => {
    await null
    return n
  }
