export default () => () => 1
