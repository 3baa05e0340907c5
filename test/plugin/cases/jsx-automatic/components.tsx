export const Title = (props: object) => ({ title: JSON.stringify(props) })
export const ui = { Text: (props: object) => ({ text: JSON.stringify(props) }) }
