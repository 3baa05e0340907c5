export default ({ n }) => () => () => n
