export default ({ base }) => () => base + 1
