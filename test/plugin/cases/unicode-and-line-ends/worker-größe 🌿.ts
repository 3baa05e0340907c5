export default ({ größe, 名 }) => () => `${größe}${名} 🤨`
