export default () => () => 'yes'
