export default () => () => 'value'
