const value = 'module'
const read = () => value
export default ({ value }) => () => [value, read()]
