export default () => () => {
    try {
      return late
    } catch (error) {
      return (error as Error).name
    }
    const late = 1
  }
