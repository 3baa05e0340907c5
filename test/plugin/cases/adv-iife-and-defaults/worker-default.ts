const shared = { n: 1 }
export default ({ a }) => () => a + shared.n
