export default ({ current }) => () => current
