export default ({ start }) => () => {
    class Counter {
      static created = 0
      #n = start
      declare tag: string
      constructor(private readonly step = 2) {
        Counter.created += 1
      }
      next() {
        this.#n += this.step
        return this.#n
      }
      static {
        this.created = 10
      }
      isMine = (other: object) => #n in other
    }
    const counter = new Counter()
    return [counter.next(), Counter.created, counter.isMine(counter)]
  }
