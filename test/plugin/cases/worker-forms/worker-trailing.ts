export default ({ n }) => async () => () => n
