import { read } from './io'
const decode = (text: string) => read(text)
export default ({ text }) => () => decode(text)
