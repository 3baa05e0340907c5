export default () => () => 'text'
