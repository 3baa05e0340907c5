import { base } from './lib.js'
export default () => function () {
      return { add: (n) => n + base, count() { return [...arguments].length } }
    }
