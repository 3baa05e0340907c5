export default () => () => 'static'
