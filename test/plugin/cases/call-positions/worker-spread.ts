export default () => () => ['s']
