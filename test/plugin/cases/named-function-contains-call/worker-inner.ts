export default () => () => 5
