export default () => () => 'b'
