const shared = 3
export default ({ outer }) => (a = outer, { b = a + shared, ...c } = { d: 1 }, [e = b] = []) => [a, b, c, e]
