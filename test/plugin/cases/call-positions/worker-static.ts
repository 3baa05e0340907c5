export default () => () => 3
