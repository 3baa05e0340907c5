export default ({ of, get, async, type, from, undefined, as }) => () => ({ of, get, async, type, from, undefined, sum: of + as })
