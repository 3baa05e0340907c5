export default () => function again(n = 0): number {
      return n > 2 ? n : again(n + 1)
    }
