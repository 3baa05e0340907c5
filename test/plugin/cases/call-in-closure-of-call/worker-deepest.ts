export default ({ n, m }) => () => n + m
