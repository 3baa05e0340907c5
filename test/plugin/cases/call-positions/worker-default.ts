export default () => () => 4
