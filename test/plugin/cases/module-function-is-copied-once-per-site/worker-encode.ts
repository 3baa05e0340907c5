import { write } from './io'
const encode = (text: string) => write(text)
export default ({ text }) => () => encode(text)
