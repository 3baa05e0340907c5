export default ({ message, code, rest }) => () => [message, code, Object.keys(rest)]
