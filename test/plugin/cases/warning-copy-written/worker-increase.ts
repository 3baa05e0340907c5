let count = 0
const increase = () => ++count
export default () => () => increase() > 0
