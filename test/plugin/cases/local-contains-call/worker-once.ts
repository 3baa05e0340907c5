export default ({ word }) => () => `${word}!`
