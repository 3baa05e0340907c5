export default ({ outer }) => () => {
      try {
        return early
      } catch (error) {
        return (error as Error).name
      }
      const early = outer
    }
