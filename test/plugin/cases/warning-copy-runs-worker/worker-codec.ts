export default () => () => () => 1
