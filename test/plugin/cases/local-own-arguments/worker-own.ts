export default ({ x }) => {
  function count() {
    return arguments.length
  }
  function Point(this: { x: number }, x: number) {
    this.x = new.target ? x : 0
  }
  return () => [(count as (...all: number[]) => number)(1, 2), Reflect.construct(Point, [4]).x, x]
}
