export default ({ n }) => () => n + 4
