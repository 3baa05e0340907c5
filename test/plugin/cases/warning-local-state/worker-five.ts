export default () => {
  class Counter {
    static made = 0
    constructor() {
      Counter.made += 1
    }
  }
  return () => new Counter() && Counter.made
}
