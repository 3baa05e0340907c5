export default () => () => 'default'
