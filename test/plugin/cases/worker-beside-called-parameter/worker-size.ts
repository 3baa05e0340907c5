export default ({ size }) => () => size * 2
