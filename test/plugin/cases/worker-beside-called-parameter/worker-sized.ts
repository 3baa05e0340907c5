export default ({ size }) => () => (value: number) => value * size
