export default ({ values }) => () => values.length
