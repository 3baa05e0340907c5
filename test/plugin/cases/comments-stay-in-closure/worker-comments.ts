const N = 1
export default () => () => {
      // inside
      return N /* n */
    }
