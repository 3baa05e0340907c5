export default ({ fromModule }) => () => {
    const value = fromModule + 1
    return value
  }
