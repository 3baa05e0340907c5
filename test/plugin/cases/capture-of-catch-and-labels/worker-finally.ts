export default ({ end }) => () => end
