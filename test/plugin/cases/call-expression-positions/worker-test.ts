export default () => () => true
