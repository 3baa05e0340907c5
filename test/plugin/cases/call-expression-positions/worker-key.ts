export default () => () => 'key'
