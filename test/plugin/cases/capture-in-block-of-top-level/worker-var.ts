export default ({ i }) => () => i
