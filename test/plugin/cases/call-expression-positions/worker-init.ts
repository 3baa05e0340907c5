export default () => () => 0
