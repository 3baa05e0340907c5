export default ({ size }) => () => size
