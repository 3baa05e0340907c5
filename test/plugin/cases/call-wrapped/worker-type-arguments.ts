export default ({ n }) => () => n + 3
