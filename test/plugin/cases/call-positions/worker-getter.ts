export default () => () => 6
