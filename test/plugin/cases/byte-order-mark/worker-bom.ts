const B = 2
export default () => () => B
