const parse = (text: string) => JSON.parse(text) as unknown
export default ({ text }) => () => (parse(text) as { deep: { er: 1 } }).deep.er
