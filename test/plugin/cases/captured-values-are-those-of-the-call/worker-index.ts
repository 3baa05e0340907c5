export default ({ i }) => () => i * 10
