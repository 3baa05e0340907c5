export default () => () => 't'
