export default ({ key }) => () => key
