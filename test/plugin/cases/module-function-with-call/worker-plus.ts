const factor = 3
export default ({ n }) => () => n + factor
