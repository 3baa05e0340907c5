const B = 2
export default ({ c }) => () => {
    return B + c
  }
