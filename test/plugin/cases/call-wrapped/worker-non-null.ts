export default ({ n }) => <T,>() => n as T
