export default () => () => {
      block: for (const n of [1, 2, 3]) {
        for (;;) {
          if (n === 2) break block
          continue block
        }
      }
      var hoisted = typeof later
      var later = typeof nowhere === 'undefined'
      return [hoisted, later]
    }
