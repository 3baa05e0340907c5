class Box {
  size = 3
}
export default () => () => new Box().size
