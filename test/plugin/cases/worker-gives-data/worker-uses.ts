export default ({ label, first, state, name, count, both }) => () => [label, first, state, name, count, both]
