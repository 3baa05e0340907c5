export default ({ n }) => () => ({ deep: n })
