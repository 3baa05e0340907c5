import { read, write } from './io'
const encode = (text: string) => write(text)
const decode = (text: string) => read(text)
export default ({ text }) => () => decode(encode(text))
