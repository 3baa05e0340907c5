export default () => () => ['h']
