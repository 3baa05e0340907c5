export default () => () => 2
