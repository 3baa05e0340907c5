const results: number[] = []
export default () => () => { results.push(1) }
