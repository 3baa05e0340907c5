const options = { size: 1 }
export default ({ text }) => () => text + options.size
