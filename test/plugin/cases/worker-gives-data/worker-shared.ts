const size = 2
export default () => () => () => size
