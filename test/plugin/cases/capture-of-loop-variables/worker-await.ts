export default ({ n, rest }) => () => [n, rest]
