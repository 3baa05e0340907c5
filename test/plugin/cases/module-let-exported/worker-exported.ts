let limit = 3
export default () => () => limit
