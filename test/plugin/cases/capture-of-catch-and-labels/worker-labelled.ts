export default ({ n }) => () => n
