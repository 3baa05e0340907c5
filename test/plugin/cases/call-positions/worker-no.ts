export default () => () => 'no'
