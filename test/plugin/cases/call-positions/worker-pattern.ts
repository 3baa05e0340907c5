export default () => () => 7
