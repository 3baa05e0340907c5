export default () => () => 'a'
