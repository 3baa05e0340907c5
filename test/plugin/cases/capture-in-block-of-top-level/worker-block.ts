export default ({ doubled, n }) => () => doubled + n
