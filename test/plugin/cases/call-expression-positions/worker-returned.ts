export default () => () => 'end'
